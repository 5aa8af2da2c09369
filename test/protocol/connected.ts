import { PassThrough } from 'node:stream';
import { createConnection } from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  type Diagnostic,
  type DidChangeWatchedFilesRegistrationOptions,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { type TableRow, table } from '../../server/handlers/table.ts';
import { startServer } from '../../server/main.ts';
import { type InitializationOptions, resultsChanged, said } from '../../server/protocol/lsp.ts';
import type { OpenWorkspace } from '../../server/workspace/open-workspace.ts';
import { afterwards } from './afterwards.ts';

export interface Connected {
  readonly client: ProtocolConnection;
  /** Standing diagnostics by URI, as an editor would show them. */
  readonly diagnostics: Map<string, readonly Diagnostic[]>;
  readonly changes: { readonly uris: readonly string[] | null; readonly running: unknown }[];
  readonly said: string[];
  readonly logged: string[];
  readonly registrations: DidChangeWatchedFilesRegistrationOptions[];
  readonly workspace: () => OpenWorkspace;
  close(): Promise<void>;
}

export type ConnectOptions = Partial<InitializationOptions> & {
  readonly roots?: readonly string[];
  readonly rows?: readonly TableRow[];
};

/** A server and a client in this process, joined by streams in memory. Ends with the tests. */
export async function connect(root: string, options: ConnectOptions = {}): Promise<Connected> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const reader = new StreamMessageReader(up);
  const writer = new StreamMessageWriter(down);
  const server = startServer(createConnection(reader, writer), options.rows ?? table);
  const client = createProtocolConnection(
    new StreamMessageReader(down),
    new StreamMessageWriter(up),
  );
  const connected: Omit<Connected, 'close' | 'workspace' | 'client'> = {
    diagnostics: new Map(),
    changes: [],
    said: [],
    logged: [],
    registrations: [],
  };
  hear(client, connected);
  client.listen();
  const roots = options.roots ?? [root];
  const initializationOptions: InitializationOptions = {
    isTrusted: options.isTrusted ?? true,
    settings: options.settings ?? { problems: { severity: 'off', most: 1000 }, storeFolder: null },
  };
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: roots.map((path) => ({ uri: uri(path), name: path })),
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    initializationOptions,
  });
  await client.sendNotification('initialized', {});
  const close = async (): Promise<void> => {
    await server.dispose();
    client.dispose();
  };
  afterwards(close);
  const workspace = (): OpenWorkspace => {
    const open = server.workspace();
    if (open === null) throw new Error('The server has no workspace.');
    return open;
  };
  return { ...connected, client, workspace, close };
}

function hear(
  client: ProtocolConnection,
  heard: Omit<Connected, 'close' | 'workspace' | 'client'>,
): void {
  client.onNotification(resultsChanged, (change) => void heard.changes.push(change));
  client.onNotification(said, ({ sentence }) => void heard.said.push(sentence));
  client.onNotification('window/logMessage', ({ message }: { message: string }) => {
    heard.logged.push(message);
  });
  client.onNotification(
    'textDocument/publishDiagnostics',
    ({ uri: at, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) => {
      if (diagnostics.length === 0) heard.diagnostics.delete(at);
      else heard.diagnostics.set(at, diagnostics);
    },
  );
  client.onRequest('client/registerCapability', ({ registrations }: Registered) => {
    heard.registrations.push(...registrations.map((each) => each.registerOptions));
    return null;
  });
}

interface Registered {
  readonly registrations: readonly {
    readonly registerOptions: DidChangeWatchedFilesRegistrationOptions;
  }[];
}

export function uri(path: string): string {
  return URI.file(path).toString();
}

/** Waits until something holds; fails after ten seconds, naming it. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 20) {
    if (waited > 10_000) throw new Error(`Not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
