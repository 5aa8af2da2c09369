import * as vscode from 'vscode';
import { quarantineFolder } from '../settings.ts';

/**
 * The folder that quarantined images are moved to: chosen once, then kept in the settings.
 * Absolute, or relative to the image's workspace folder. Null: none was chosen.
 */
export async function chooseQuarantineFolder(
  images: readonly vscode.Uri[],
  { isAskedAnew = false }: { readonly isAskedAnew?: boolean } = {},
): Promise<string | null> {
  const [image] = images;
  const kept = quarantineFolder(image);
  if (kept !== '' && !isAskedAnew) return kept;
  const inside = {
    label: `$(folder) ${vscode.l10n.t('quarantine, in the workspace folder')}`,
    description: vscode.l10n.t('paths are kept below it'),
    folder: 'quarantine',
  };
  const other = { label: `$(folder-opened) ${vscode.l10n.t('Another folder…')}`, folder: null };
  const choice = await vscode.window.showQuickPick([inside, other], {
    title: vscode.l10n.t('Where do quarantined images go?'),
    placeHolder: vscode.l10n.t('Asked once; the setting grood.quarantineFolder keeps it'),
  });
  if (choice === undefined) return null;
  const folder = choice.folder ?? (await browse());
  if (folder === null) return null;
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('grood').update('quarantineFolder', folder, target);
  return folder;
}

async function browse(): Promise<string | null> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: vscode.l10n.t('Quarantine Here'),
  });
  return chosen?.[0]?.fsPath ?? null;
}
