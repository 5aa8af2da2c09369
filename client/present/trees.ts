import * as vscode from 'vscode';
import type {
  DetectorFacts,
  ScoredFolder,
  Tile,
  WorkspaceState,
} from '../../server/protocol/lsp.ts';
import { gradeWords } from '../../server/protocol/sentences.ts';
import { stepToDetector } from '../next-step.ts';
import { Owner } from '../owner.ts';
import type { WorkspaceModel } from '../workspace-model.ts';

/** What a row of a tree stands for; commands of its menu get this. */
export interface Row {
  readonly item: vscode.TreeItem;
  readonly uri?: vscode.Uri;
}

/** The three trees of the side bar. */
export function createTrees(model: WorkspaceModel): vscode.Disposable {
  const owner = new Owner();
  const views = {
    'grood.detector': detectorRows,
    'grood.folders': (state: WorkspaceState) => state.folders.map(folderRow),
    'grood.mostUnusual': (state: WorkspaceState) => state.mostUnusual.map(imageRow),
  };
  for (const [id, rows] of Object.entries(views)) {
    const provider = owner.own(new StateTree(model, rows));
    owner.own(vscode.window.createTreeView(id, { treeDataProvider: provider }));
  }
  return owner;
}

class StateTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #model: WorkspaceModel;
  readonly #rows: (state: WorkspaceState) => readonly Row[];
  readonly #owner = new Owner();
  readonly #changed = this.#owner.own(new vscode.EventEmitter<undefined>());

  readonly onDidChangeTreeData: vscode.Event<undefined> = this.#changed.event;

  constructor(model: WorkspaceModel, rows: (state: WorkspaceState) => readonly Row[]) {
    this.#model = model;
    this.#rows = rows;
    this.#owner.own(model.onChanged(() => this.#changed.fire(undefined)));
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return row.item;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row !== undefined || vscode.workspace.workspaceFolders === undefined) return [];
    if (this.#model.state === null) await this.#model.refresh();
    const state = this.#model.state;
    return state === null ? [] : [...this.#rows(state)];
  }

  dispose(): void {
    this.#owner.dispose();
  }
}

function detectorRows({ detector: { detector, failure } }: WorkspaceState): Row[] {
  if (detector === null) {
    // A workspace that names no detector has no trouble: the welcome says what to do.
    if (failure === null) return [];
    const item = new vscode.TreeItem(failure.message);
    item.description = failure.hint;
    item.tooltip = `${failure.message} ${failure.hint}`;
    item.iconPath = new vscode.ThemeIcon('warning');
    const step = stepToDetector();
    item.command = { command: step.command, title: step.label };
    return [{ item }];
  }
  return [
    fact('mortar-board', detector.name, detector.sentence, detector.sentence),
    fact('tag', classWords(detector), detector.classes.join(', '), detector.classes.join('\n')),
    fact('file-media', vscode.l10n.t('{0} training images', count(detector.images))),
    fact('symbol-ruler', calibrationWords(detector)),
    fact('chip', detector.device, `${detector.backbone} · ${detector.sizePx} px`),
    fact('filter', vscode.l10n.t('Unusual: p ≤ {0}', detector.threshold.p)),
    ...detector.warnings.map((warning) => fact('warning', warning, undefined, warning)),
  ];
}

function fact(icon: string, label: string, description?: string, tooltip?: string): Row {
  const item = new vscode.TreeItem(label);
  item.iconPath = new vscode.ThemeIcon(icon);
  if (description !== undefined) item.description = description;
  item.tooltip = tooltip ?? [label, description].filter(Boolean).join(' · ');
  return { item };
}

function classWords({ classes }: DetectorFacts): string {
  return classes.length === 1
    ? vscode.l10n.t('1 class')
    : vscode.l10n.t('{0} classes', count(classes.length));
}

function calibrationWords({ calibration }: DetectorFacts): string {
  const images = count(calibration.count);
  switch (calibration.kind) {
    case 'validation':
      return vscode.l10n.t('Calibrated on {0} validation images', images);
    case 'held-out':
      return vscode.l10n.t('Calibrated on {0} held-out training images', images);
    case 'cross-conformal':
      return vscode.l10n.t('Calibrated on {0} training images in five folds', images);
  }
}

function folderRow(folder: ScoredFolder): Row {
  const uri = vscode.Uri.parse(folder.uri);
  const item = new vscode.TreeItem(vscode.workspace.asRelativePath(uri));
  const { veryUnusual, unusual, ordinary, unreadable } = folder.counts;
  const notes = [
    folder.isPartial ? vscode.l10n.t('partly scored') : '',
    folder.isStale ? vscode.l10n.t('changed since') : '',
  ].filter(Boolean);
  item.id = folder.uri;
  item.contextValue = 'folder';
  item.iconPath = new vscode.ThemeIcon(folder.isStale ? 'history' : 'folder');
  item.description = [
    vscode.l10n.t('{0} unusual', count(veryUnusual + unusual)),
    vscode.l10n.t('{0} ordinary', count(ordinary)),
    ...(unreadable > 0 ? [vscode.l10n.t('{0} unreadable', count(unreadable))] : []),
    ...notes,
  ].join(' · ');
  const scored = new Date(folder.scoredMs).toLocaleString();
  item.tooltip = `${uri.fsPath}\n${vscode.l10n.t('Scored {0}', scored)} · ${item.description}`;
  item.command = {
    command: 'grood.openGallery',
    title: vscode.l10n.t('Open Gallery'),
    arguments: [uri],
  };
  return { item, uri };
}

function imageRow(tile: Tile): Row {
  const uri = vscode.Uri.parse(tile.uri);
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.None);
  item.id = tile.uri;
  item.contextValue = 'image';
  item.label = tile.relativePath.split('/').at(-1) ?? tile.relativePath;
  item.iconPath = new vscode.ThemeIcon('file-media');
  item.description = [tile.class, tile.technical].filter(Boolean)[0] ?? '';
  item.tooltip = `${tile.relativePath}\n${tile.sentence}\n${tile.technical}`;
  item.accessibilityInformation = {
    label: `${item.label}, ${gradeWords[tile.grade]}. ${tile.sentence}`,
  };
  item.command = {
    command: 'grood.inspect',
    title: vscode.l10n.t('Inspect Image'),
    arguments: [uri],
  };
  return { item, uri };
}

function count(value: number): string {
  return value.toLocaleString();
}
