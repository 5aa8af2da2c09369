import { format } from 'node:util';
import {
  type Connection,
  createConnection,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
  WorkDoneProgress,
} from 'vscode-languageserver/node';
import { answer } from './handlers/answer.ts';
import { type TableRow, table } from './handlers/table.ts';
import { TokenProgress, tokenOf } from './handlers/token-progress.ts';
import { GroodJson } from './language/grood-json.ts';
import { type InitializationOptions, resultsChanged, said } from './protocol/lsp.ts';
import { FileWatch, watchedFiles } from './workspace/file-watch.ts';
import { OpenWorkspace } from './workspace/open-workspace.ts';
import { serverSettings } from './workspace/server-settings.ts';
import { pathOf } from './workspace/uri-path.ts';

/** A server on a connection; `workspace` is there once the client has said what is open. */
export interface StartedServer {
  readonly workspace: () => OpenWorkspace | null;
  dispose(): Promise<void>;
}

/** Answers on a connection, over whatever it runs: an editor's channel or streams of a test. */
export function startServer(
  connection: Connection,
  rows: readonly TableRow[] = table,
): StartedServer {
  const server = new Server(connection, rows);
  connection.listen();
  return { workspace: () => server.workspace, dispose: () => server.dispose() };
}

class Server {
  readonly #connection: Connection;
  readonly #groodJson: GroodJson;
  #canWatch = false;
  #watch: FileWatch | null = null;
  workspace: OpenWorkspace | null = null;

  constructor(connection: Connection, rows: readonly TableRow[]) {
    this.#connection = connection;
    this.#groodJson = new GroodJson(connection);
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#initialized());
    connection.onShutdown(() => this.dispose());
    for (const row of rows) this.#answer(row);
    connection.onDidChangeWatchedFiles(({ changes }) => this.#watch?.hear(changes));
    connection.onDidChangeConfiguration(({ settings }) => {
      this.#inBackground(this.workspace?.setSettings(serverSettings(settings)));
    });
    this.#groodJson.listen();
  }

  async dispose(): Promise<void> {
    this.#watch?.dispose();
    this.#watch = null;
    const { workspace } = this;
    this.workspace = null;
    await workspace?.dispose();
  }

  #initialize(params: InitializeParams): InitializeResult {
    const options = params.initializationOptions as Partial<InitializationOptions> | undefined;
    const folders = params.workspaceFolders ?? [];
    const connection = this.#connection;
    this.#canWatch =
      params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    this.workspace = new OpenWorkspace(
      {
        roots: folders.filter(({ uri }) => uri.startsWith('file:')).map(({ uri }) => pathOf(uri)),
        isTrusted: options?.isTrusted === true,
        settings: serverSettings(options?.settings),
      },
      {
        onChanged: (uris, running) =>
          this.#inBackground(connection.sendNotification(resultsChanged, { uris, running })),
        onSaid: (severity, sentence) =>
          this.#inBackground(connection.sendNotification(said, { severity, sentence })),
        publish: (uri, diagnostics) =>
          this.#inBackground(connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] })),
        log: (line) => connection.console.log(line),
      },
    );
    return {
      serverInfo: { name: 'grood' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Full,
        completionProvider: { triggerCharacters: ['"', '/', ':'] },
        hoverProvider: true,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  #initialized(): void {
    const { workspace } = this;
    if (workspace === null) return;
    const watch = new FileWatch(workspace);
    this.#watch = watch;
    this.#groodJson.onSaved = () => this.#inBackground(workspace.refresh());
    if (this.#canWatch) {
      const type = 'workspace/didChangeWatchedFiles';
      const registration = { id: 'watch', method: type, registerOptions: watchedFiles };
      const asked = this.#connection.sendRequest('client/registerCapability', {
        registrations: [registration],
      });
      this.#inBackground(asked);
    }
    // Where the client can't tell of folders, it does not, and nothing is lost.
    this.#connection.onNotification(
      'workspace/didChangeWorkspaceFolders',
      ({ event }: { event: FoldersChange }) => {
        const gone = new Set(event.removed.map(({ uri }) => pathOf(uri)));
        const kept = workspace.roots.filter((root) => !gone.has(root));
        const added = event.added.filter(({ uri }) => uri.startsWith('file:'));
        const roots = [...kept, ...added.map(({ uri }) => pathOf(uri))];
        this.#inBackground(workspace.setRoots(roots));
      },
    );
    // Problems rows of results that are stored already.
    this.#inBackground(workspace.showProblems());
  }

  #answer({ method, handler, title }: TableRow): void {
    const connection = this.#connection;
    const onBug = (error: unknown): void => {
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      connection.console.error(`${method}: ${words}`);
    };
    const answered = answer<unknown, unknown>(async (params, signal) => {
      const { workspace } = this;
      if (workspace === null) throw new Error('A request came before initialization.');
      const token = title === null ? null : tokenOf(params);
      const progress = new TokenProgress(title ?? '', (value) => {
        if (token === null) return;
        this.#inBackground(connection.sendProgress(WorkDoneProgress.type, token, value));
      });
      try {
        return await handler(params, { workspace, signal, progress });
      } finally {
        progress.end();
      }
    }, onBug);
    // A request without parameters hands on its token alone.
    connection.onRequest(method, (...received: unknown[]) => {
      const token = received.at(-1) as Parameters<typeof answered>[1];
      return answered(received.length > 1 ? received[0] : null, token);
    });
  }

  #inBackground(work: Promise<unknown> | undefined): void {
    work?.catch((error: unknown) => {
      // A connection that is gone hears nothing any more.
      try {
        this.#connection.console.error(String(error));
      } catch {}
    });
  }
}

interface FoldersChange {
  readonly added: readonly { readonly uri: string }[];
  readonly removed: readonly { readonly uri: string }[];
}

// An editor starts this module as a process of its own and names the channel; tests import it.
if (process.argv.some((word) => word === '--node-ipc' || word === '--stdio')) {
  const connection = createConnection(ProposedFeatures.all);
  const log = (...words: unknown[]): void => {
    try {
      connection.console.log(format(...words));
    } catch {
      // The channel is closed: nobody is left to read it.
    }
  };
  // Standard output may be the channel itself.
  Object.assign(console, { log, info: log, debug: log, warn: log, error: log });
  const survive = (error: unknown): void => log(error);
  process.on('uncaughtException', survive);
  process.on('unhandledRejection', survive);
  // An editor that was killed can't ask for an end; its channel closes.
  process.once('disconnect', () => process.exit(0));
  startServer(connection);
}
