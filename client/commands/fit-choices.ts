import * as vscode from 'vscode';
import type { FitParams } from '../../server/protocol/lsp.ts';
import { type FoundFolders, findImageFolders } from './find-image-folders.ts';
import { validationSibling } from './image-folders.ts';
import { browseChoice, foundChoice } from './pick-folder.ts';

interface UriChoice extends vscode.QuickPickItem {
  readonly choose: () => Promise<vscode.Uri | null>;
}

type Choices = Omit<FitParams, 'workDoneToken'>;

/**
 * Three questions, each with its likely answer first. Null: the person changed their mind.
 * @param detector a detector is a model file too, but no backbone
 */
export async function askFitChoices(
  roots: readonly vscode.WorkspaceFolder[],
  detector: vscode.Uri | null,
): Promise<Choices | null> {
  const location = { location: vscode.ProgressLocation.Window };
  const found = await vscode.window.withProgress(
    { ...location, title: vscode.l10n.t('Looking for image folders') },
    (_, token) => findImageFolders(token),
  );
  const train = await askTraining(found);
  if (train === null) return null;
  const backbone = await askBackbone(detector);
  if (backbone === null) return null;
  const ood = await askKnownOod(found, train);
  if (ood === null) return null;
  const root = vscode.workspace.getWorkspaceFolder(train) ?? (await askRoot(roots));
  if (root === null) return null;
  const validation = validationSibling(train.path, found.folders);
  return {
    workspaceUri: root.uri.toString(),
    trainUri: train.toString(),
    ...(validation === null ? {} : { valUri: train.with({ path: validation.path }).toString() }),
    ...(ood === 'none' ? {} : { oodUri: ood.toString() }),
    ...(backbone === 'bundled' ? {} : { backboneUri: backbone.toString() }),
  };
}

async function askTraining({ folders, isCut }: FoundFolders): Promise<vscode.Uri | null> {
  const items = folders.map((folder): UriChoice => {
    const validation = validationSibling(folder.path, folders);
    if (validation === null) return foundChoice(folder, isCut);
    const name = vscode.workspace.asRelativePath(vscode.Uri.file(validation.path));
    return { ...foundChoice(folder, isCut), detail: vscode.l10n.t('calibrated on {0}', name) };
  });
  return ask([...items, browseChoice()], {
    title: vscode.l10n.t('Fit a detector (1 of 3): training images'),
    placeHolder: vscode.l10n.t('A folder of ordinary images, best with one subfolder a class'),
  });
}

async function askBackbone(detector: vscode.Uri | null): Promise<vscode.Uri | 'bundled' | null> {
  const models = await vscode.workspace.findFiles(
    '**/*.onnx',
    '**/{node_modules,.git,.grood}/**',
    200,
  );
  const bundled = {
    label: `$(package) ${vscode.l10n.t('Bundled: EfficientNet-Lite0')}`,
    description: vscode.l10n.t('trained on ImageNet, serves most photographs'),
    choose: async () => 'bundled' as const,
  };
  const backbones = models.filter(({ path }) => path !== detector?.path);
  const found = backbones.map((uri) => ({
    label: `$(symbol-misc) ${vscode.workspace.asRelativePath(uri)}`,
    choose: async () => uri,
  }));
  const other = {
    label: `$(folder-opened) ${vscode.l10n.t('Another model file…')}`,
    alwaysShow: true,
    choose: browseModel,
  };
  return ask<vscode.Uri | 'bundled'>([bundled, ...found, other], {
    title: vscode.l10n.t('Fit a detector (2 of 3): backbone'),
    placeHolder: vscode.l10n.t(
      'The network that turns images into features; yours if you have one',
    ),
  });
}

async function askKnownOod(
  { folders, isCut }: FoundFolders,
  train: vscode.Uri,
): Promise<vscode.Uri | 'none' | null> {
  const none = {
    label: `$(circle-slash) ${vscode.l10n.t('None')}`,
    description: vscode.l10n.t('works without'),
    choose: async () => 'none' as const,
  };
  const others = folders.filter(({ path }) => path !== train.path);
  const found = others.map((folder) => foundChoice(folder, isCut));
  return ask<vscode.Uri | 'none'>([none, ...found, browseChoice()], {
    title: vscode.l10n.t('Fit a detector (3 of 3): known unusual images'),
    placeHolder: vscode.l10n.t('A folder of images that are certainly out-of-distribution, if any'),
  });
}

async function askRoot(
  roots: readonly vscode.WorkspaceFolder[],
): Promise<vscode.WorkspaceFolder | null> {
  if (roots.length === 1) return roots[0] ?? null;
  const placeHolder = vscode.l10n.t('Workspace folder that keeps the detector and grood.json');
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder })) ?? null;
}

async function browseModel(): Promise<vscode.Uri | null> {
  const chosen = await vscode.window.showOpenDialog({
    filters: {
      [vscode.l10n.t('Models')]: ['onnx'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  return chosen?.[0] ?? null;
}

async function ask<T>(
  items: readonly (vscode.QuickPickItem & { readonly choose: () => Promise<T | null> })[],
  options: { readonly title: string; readonly placeHolder: string },
): Promise<T | null> {
  const choice = await vscode.window.showQuickPick(items, {
    ...options,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return choice === undefined ? null : choice.choose();
}
