import * as vscode from 'vscode';
import { Owner } from '../owner.ts';
import type { WorkspaceModel } from '../workspace-model.ts';
import { statusText } from './status-text.ts';

/** One short item: how many are unusual, or how far the run under way is. */
export function createStatusBar(model: WorkspaceModel): vscode.Disposable {
  const owner = new Owner();
  const item = owner.own(
    vscode.window.createStatusBarItem('grood.status', vscode.StatusBarAlignment.Left, 10),
  );
  item.name = vscode.l10n.t('GROOD unusual images');
  owner.own(
    model.onChanged((state) => {
      const shown = statusText(state, (message, ...values) => vscode.l10n.t(message, ...values));
      if (shown === null) {
        item.hide();
        return;
      }
      item.text = shown.text;
      item.tooltip = shown.tooltip;
      item.command = shown.command;
      // `$(eye)` is no word: a screen reader gets the sentence.
      item.accessibilityInformation = { label: shown.tooltip };
      item.show();
    }),
  );
  return owner;
}
