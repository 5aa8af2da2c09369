import * as vscode from 'vscode';
import { type FitParams, fitRequest } from '../../server/protocol/lsp.ts';
import { stepToDetector } from '../next-step.ts';
import type { AllParts } from '../parts.ts';
import { askFitChoices } from './fit-choices.ts';
import { withProgress } from './with-progress.ts';

/** Asks for training folder, backbone and known OOD images, then fits. */
export async function fit({ link, talk, model, runs }: AllParts): Promise<void> {
  const { workspaceFolders } = vscode.workspace;
  if (workspaceFolders === undefined || workspaceFolders.length === 0) {
    await offerToOpenAFolder();
    return;
  }
  if (!vscode.workspace.isTrusted) {
    await offerTrust();
    return;
  }
  const present = model.state?.detector.detector?.uri;
  const detector = present === undefined ? null : vscode.Uri.parse(present);
  const choices = await askFitChoices(workspaceFolders, detector);
  if (choices === null) return;
  const title = vscode.l10n.t('Fitting a detector');
  const answer = await withProgress(link, title, (workDoneToken, token) =>
    runs.track(token, (both) => {
      const params: FitParams = { ...choices, workDoneToken };
      return link.ask(fitRequest, params, { token: both });
    }),
  );
  talk.log.info(answer.sentence);
  for (const warning of answer.warnings) talk.log.warn(warning);
  void model.refresh();
  const score = vscode.l10n.t('Score Images');
  const sentence = [answer.sentence, ...answer.warnings.slice(0, 1)].join(' ');
  void vscode.window.showInformationMessage(sentence, score).then((choice) => {
    if (choice === score) void vscode.commands.executeCommand('grood.score');
  });
}

async function offerTrust(): Promise<void> {
  const step = stepToDetector();
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('This workspace is not trusted, so nothing of it is loaded or fitted.'),
    step.label,
  );
  if (choice === step.label) await vscode.commands.executeCommand(step.command);
}

async function offerToOpenAFolder(): Promise<void> {
  const open = vscode.l10n.t('Open Folder');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Open a folder first: the detector and its choices are kept in it.'),
    open,
  );
  if (choice === open) await vscode.commands.executeCommand('vscode.openFolder');
}
