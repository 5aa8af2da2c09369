import * as vscode from 'vscode';
import { AskError } from '../../server/protocol/port.ts';
import { chooseClass } from '../commands/choose-class.ts';
import { chooseExportFile } from '../commands/choose-export-file.ts';
import { chooseQuarantineFolder } from '../commands/choose-quarantine-folder.ts';
import type { Parts } from '../parts.ts';
import type { PageHost, Runnable } from './page-answers.ts';

/** What a page may ask of the editor, done with the editor's own means. */
export function editorHost(
  parts: Parts,
  page: { readonly folderUri: () => string | null; readonly cancel: () => void },
): PageHost {
  const { link, model } = parts;
  return {
    ask: (type, params, options) => link.ask(type, params, options),
    texts: () => vscode.l10n.bundle ?? {},
    state: () => model.get(),
    folderUri: page.folderUri,
    run: runCommand,
    chooseTarget: (kind, uris) =>
      kind === 'quarantine'
        ? chooseQuarantineFolder(uris.map((uri) => vscode.Uri.parse(uri)))
        : chooseClass(model),
    chooseExport: (format) => chooseExportFile(format),
    fileSize: (uri) => reading(uri, async (file) => (await vscode.workspace.fs.stat(file)).size),
    readFile: (uri) => reading(uri, async (file) => vscode.workspace.fs.readFile(file)),
    cancel: page.cancel,
  };
}

/** @throws {AskError} in a sentence, where an image that is shown has gone meanwhile */
async function reading<T>(uri: string, read: (file: vscode.Uri) => Promise<T>): Promise<T> {
  const file = vscode.Uri.parse(uri);
  try {
    return await read(file);
  } catch (error) {
    throw new AskError({
      kind: 'unreadable-image',
      message: vscode.l10n.t("{0} can't be read: it may have been moved or deleted.", file.fsPath),
      hint: vscode.l10n.t('Rescore changed images to see what is there now.'),
      detail: String(error),
    });
  }
}

async function runCommand(command: Runnable, uris: readonly string[]): Promise<void> {
  const files = uris.map((uri) => vscode.Uri.parse(uri));
  const [first] = files;
  const run = (id: string, ...values: unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(id, ...values);
  switch (command) {
    case 'open':
      for (const file of files.slice(0, 20)) await run('grood.openInImagePreview', file);
      return;
    case 'reveal':
      if (first !== undefined) await run('revealInExplorer', first);
      return;
    case 'copyPath':
      await vscode.env.clipboard.writeText(files.map((file) => file.fsPath).join('\n'));
      return;
    case 'inspect':
      if (first !== undefined) await run('grood.inspect', first);
      return;
    case 'score':
      // A page waits for no run: its results come by themselves.
      void run('grood.score', first, files);
      return;
    case 'fit':
      void run('grood.fit');
      return;
    case 'showLog':
      await run('grood.showLog');
  }
}
