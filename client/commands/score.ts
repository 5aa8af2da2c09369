import * as vscode from 'vscode';
import {
  rescoreChangedRequest,
  type ScoreAnswer,
  scoreRequest,
} from '../../server/protocol/lsp.ts';
import { stepToDetector } from '../next-step.ts';
import type { AllParts } from '../parts.ts';
import { givenFiles } from './chosen-files.ts';
import { ALL_FOLDERS } from './open-gallery.ts';
import { pickFolder } from './pick-folder.ts';
import { withProgress } from './with-progress.ts';

/** Scores folders or images; offers to fit a detector where there is none. */
export async function score(parts: AllParts, args: readonly unknown[]): Promise<void> {
  let chosen = givenFiles(args);
  if (!(await hasDetector(parts))) return;
  if (chosen.length === 0) {
    const folder = await pickFolder(parts, vscode.l10n.t('Folder of images to score'));
    if (folder === null) return;
    chosen = [folder];
  }
  await run(parts, scoreRequest, chosen);
}

/** Without a folder: all that are scored. */
export async function rescoreChanged(parts: AllParts, args: readonly unknown[]): Promise<void> {
  const state = await parts.model.get();
  const given = givenFiles(args);
  const uris = given.length > 0 ? given : state.folders.map(({ uri }) => vscode.Uri.parse(uri));
  if (uris.length === 0) {
    await score(parts, []);
    return;
  }
  if (await hasDetector(parts)) await run(parts, rescoreChangedRequest, uris);
}

async function run(
  { link, talk, runs }: AllParts,
  type: typeof scoreRequest,
  files: readonly vscode.Uri[],
): Promise<void> {
  const uris = files.map((file) => file.toString());
  const title = vscode.l10n.t('Scoring images');
  const answer = await withProgress(link, title, (workDoneToken, token) =>
    runs.track(token, (both) => link.ask(type, { uris, workDoneToken }, { token: both })),
  );
  for (const note of answer.notes) talk.log.info(note);
  talk.log.info(answer.sentence);
  offerGallery(answer);
}

function offerGallery(answer: ScoreAnswer): void {
  const open = vscode.l10n.t('Open Gallery');
  // The notes say how honest the count is: what chance alone would flag.
  const words = [answer.sentence, ...answer.notes].join(' ');
  const [folder, ...others] = answer.folders;
  const shown =
    folder === undefined || others.length > 0 ? ALL_FOLDERS : vscode.Uri.parse(folder.uri);
  void vscode.window.showInformationMessage(words, open).then((choice) => {
    if (choice === open) void vscode.commands.executeCommand('grood.openGallery', shown);
  });
}

/** False: there is none, and that was said, with the way to one. */
async function hasDetector({ model }: AllParts): Promise<boolean> {
  const { detector } = await model.get();
  if (detector.detector !== null) return true;
  const step = stepToDetector();
  const words =
    detector.failure === null
      ? vscode.l10n.t('There is no detector yet: one learns from a folder of training images.')
      : `${detector.failure.message} ${detector.failure.hint}`;
  const choice = await vscode.window.showInformationMessage(words, step.label);
  if (choice === step.label) await vscode.commands.executeCommand(step.command);
  return false;
}
