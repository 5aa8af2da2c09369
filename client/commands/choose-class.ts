import * as vscode from 'vscode';
import type { WorkspaceModel } from '../workspace-model.ts';

/** The class that an image belongs to; a new name may be typed. Null: none was chosen. */
export async function chooseClass(model: WorkspaceModel): Promise<string | null> {
  const state = model.state ?? (await model.get());
  const classes = state.detector.detector?.classes ?? [];
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly name: string }>();
  const known = classes.map((name) => ({ label: name, name }));
  pick.items = known;
  pick.title = vscode.l10n.t('Relabel: which class is it?');
  pick.placeholder = vscode.l10n.t('Name of a class folder');
  try {
    return await new Promise<string | null>((resolve) => {
      pick.onDidChangeValue((value) => {
        const typed = value.trim();
        const isNew = typed !== '' && !classes.includes(typed);
        const label = `$(new-folder) ${vscode.l10n.t('New class {0}', typed)}`;
        pick.items = isNew ? [...known, { label, name: typed, alwaysShow: true }] : known;
      });
      pick.onDidAccept(() => resolve(pick.selectedItems[0]?.name ?? null));
      pick.onDidHide(() => resolve(null));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}
