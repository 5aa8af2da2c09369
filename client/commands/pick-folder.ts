import * as vscode from 'vscode';
import type { AllParts } from '../parts.ts';
import { findImageFolders } from './find-image-folders.ts';
import { type ImageFolder, scoringOrder } from './image-folders.ts';

interface Choice extends vscode.QuickPickItem {
  readonly choose: () => Promise<vscode.Uri | null>;
}

/** One folder of images: scored ones first, then those found in the workspace, then any. */
export async function pickFolder(
  { model, talk }: Pick<AllParts, 'model' | 'talk'>,
  title: string,
): Promise<vscode.Uri | null> {
  const scored = (model.state?.folders ?? []).map(({ uri }) => vscode.Uri.parse(uri));
  const pick = vscode.window.createQuickPick<Choice>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Folders of this workspace that hold images');
  pick.matchOnDescription = true;
  const known = new Set(scored.map(({ path }) => path));
  const first = scored.map((uri) => ({
    ...folderChoice(uri),
    description: vscode.l10n.t('scored before'),
  }));
  pick.items = [...first, browseChoice()];
  pick.busy = true;
  const search = new vscode.CancellationTokenSource();
  findImageFolders(search.token).then(
    ({ folders, isCut }) => {
      const found = scoringOrder(folders).filter(({ path }) => !known.has(path));
      pick.items = [...first, ...found.map((folder) => foundChoice(folder, isCut)), browseChoice()];
      pick.busy = false;
    },
    (error: unknown) => talk.log.warn(`Looking for image folders: ${String(error)}`),
  );
  const chosen = await accepted(pick);
  search.cancel();
  search.dispose();
  return chosen === undefined ? null : chosen.choose();
}

/** `data/train`, with its classes and images. */
export function foundChoice(folder: ImageFolder, isCut: boolean): Choice {
  return {
    ...folderChoice(vscode.Uri.file(folder.path)),
    description: describe(folder, isCut),
  };
}

export function browseChoice(): Choice {
  return {
    label: `$(folder-opened) ${vscode.l10n.t('Another folder…')}`,
    alwaysShow: true,
    choose: async () => {
      const chosen = await vscode.window.showOpenDialog({
        canSelectFolders: true,
        canSelectFiles: false,
      });
      return chosen?.[0] ?? null;
    },
  };
}

function folderChoice(uri: vscode.Uri): Choice {
  const label = `$(folder) ${vscode.workspace.asRelativePath(uri)}`;
  return { label, choose: async () => uri };
}

function describe({ classes, images }: ImageFolder, isCut: boolean): string {
  const files = isCut
    ? vscode.l10n.t('at least {0} images', images.toLocaleString())
    : vscode.l10n.t('{0} images', images.toLocaleString());
  return classes === 0 ? files : `${vscode.l10n.t('{0} classes', classes)}, ${files}`;
}

function accepted(pick: vscode.QuickPick<Choice>): Promise<Choice | undefined> {
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
      pick.dispose();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
