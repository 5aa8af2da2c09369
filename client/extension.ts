import * as vscode from 'vscode';
import { registerTools } from './assistant-tools.ts';
import { registerCommands } from './commands/command-table.ts';
import { Owner } from './owner.ts';
import { GalleryPanel } from './panels/gallery-panel.ts';
import { Inspector } from './panels/inspector.ts';
import type { Parts } from './parts.ts';
import { Badges } from './present/badges.ts';
import { FolderMarks } from './present/folder-marks.ts';
import { createStatusBar } from './present/status-bar.ts';
import { createTrees } from './present/trees.ts';
import { RunsHere } from './runs-here.ts';
import { ServerLink } from './server-link.ts';
import { readSettings } from './settings.ts';
import { createTalk } from './talk.ts';
import { WorkspaceModel } from './workspace-model.ts';

/** Builds the parts; the server is started by the first thing that asks it something. */
export function activate(context: vscode.ExtensionContext): void {
  const owner = new Owner();
  context.subscriptions.push(owner);
  const talk = createTalk(owner.own(vscode.window.createOutputChannel('GROOD', { log: true })));
  const link = owner.own(
    new ServerLink({
      module: vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.mjs').fsPath,
      log: talk.log,
      settings: () => readSettings().server,
    }),
  );
  const model = owner.own(new WorkspaceModel(link, talk));
  const parts: Parts = {
    extensionUri: context.extensionUri,
    link,
    model,
    talk,
    runs: new RunsHere(),
  };
  const folders = owner.own(new FolderMarks(parts));
  const choice = () => readSettings().badges;
  const badges = owner.own(new Badges({ link, folders, talk, choice }));
  const gallery = owner.own(new GalleryPanel(parts));
  const inspector = owner.own(new Inspector(parts));
  owner.own(registerCommands({ ...parts, gallery, inspector }));
  owner.own(createTrees(model));
  owner.own(createStatusBar(model));
  owner.own(registerTools(parts));
  owner.own(link.onSaid((words) => talk.say(words)));
  owner.own(followSettings(parts, badges));
  owner.own(startWhenNeeded(parts));
}

/** Everything was given to the context, which releases it. */
export function deactivate(): void {}

function followSettings({ link, model, talk }: Parts, badges: Badges): vscode.Disposable {
  const tell = (work: Promise<void>): void => void work.catch((error) => talk.fail(error));
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('grood.badges')) badges.refresh();
      if (change.affectsConfiguration('grood')) tell(link.tellSettings());
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() =>
      tell(link.restart().then(() => (link.hasStarted ? model.refresh() : undefined))),
    ),
  );
}

/** A workspace with a grood.json has marks to show; one that only has images has not. */
function startWhenNeeded({ link, model, talk }: Parts): vscode.Disposable {
  const roots = vscode.workspace.workspaceFolders ?? [];
  for (const { uri } of roots) {
    vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, 'grood.json')).then(
      () => void model.refresh(),
      () => {},
    );
  }
  const start = ({ uri }: vscode.TextDocument): void => {
    if (!uri.path.endsWith('/grood.json')) return;
    link.start().catch((error: unknown) => talk.fail(error));
  };
  vscode.workspace.textDocuments.forEach(start);
  return vscode.workspace.onDidOpenTextDocument(start);
}
