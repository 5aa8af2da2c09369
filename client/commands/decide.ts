import * as vscode from 'vscode';
import { actRequest, type DecisionKind } from '../../server/protocol/lsp.ts';
import type { AllParts } from '../parts.ts';
import { chooseClass } from './choose-class.ts';
import { chooseQuarantineFolder } from './choose-quarantine-folder.ts';
import { chosenImages } from './chosen-files.ts';

/** Quarantines, relabels, trashes images or marks them as fine, and offers to undo it. */
export async function decide(
  parts: AllParts,
  args: readonly unknown[],
  kind: DecisionKind,
): Promise<void> {
  const images = chosenImages(args, parts);
  if (images.length === 0) {
    const sentence = vscode.l10n.t('Choose an image first, in the Explorer or in the gallery.');
    parts.talk.say({ severity: 'information', sentence });
    return;
  }
  const target = await targetOf(parts, kind, images);
  if (target === null) return;
  const uris = images.map((image) => image.toString());
  const params = target === '' ? { kind, uris } : { kind, uris, target };
  const answer = await parts.link.ask(actRequest, params, { isOnceOnly: true });
  parts.talk.log.info(answer.sentence);
  for (const { message, hint } of answer.failures) parts.talk.log.warn(`${message} ${hint}`);
  const [failure] = answer.failures;
  if (answer.decisions.length === 0 && failure !== undefined) {
    void vscode.window.showWarningMessage(`${failure.message} ${failure.hint}`);
    return;
  }
  const undo = vscode.l10n.t('Undo');
  const ids = answer.decisions.map(({ id }) => id);
  void vscode.window.showInformationMessage(answer.sentence, undo).then((choice) => {
    if (choice === undo) void vscode.commands.executeCommand('grood.undo', { ids });
  });
}

/** Empty: none is needed. Null: the person changed their mind. */
async function targetOf(
  { model }: AllParts,
  kind: DecisionKind,
  images: readonly vscode.Uri[],
): Promise<string | null> {
  if (kind === 'quarantine') return chooseQuarantineFolder(images);
  if (kind === 'relabel') return chooseClass(model);
  return '';
}
