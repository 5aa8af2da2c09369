import * as vscode from 'vscode';

/** A button that leads to a detector where there is none. */
export interface NextStep {
  readonly label: string;
  readonly command: string;
}

/** Trust goes first: nothing of a workspace that is not trusted is fitted or loaded. */
export function stepToDetector(): NextStep {
  if (vscode.workspace.workspaceFolders === undefined) {
    return { label: vscode.l10n.t('Open Folder'), command: 'vscode.openFolder' };
  }
  return vscode.workspace.isTrusted
    ? { label: vscode.l10n.t('Fit a Detector…'), command: 'grood.fit' }
    : { label: vscode.l10n.t('Manage Workspace Trust'), command: 'workbench.trust.manage' };
}
