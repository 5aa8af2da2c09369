import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  WorkDoneProgress,
} from 'vscode-languageclient/node';
import type { InitializationOptions } from '../server/protocol/lsp.ts';
import type { ServerOptions } from './server-link.ts';

// Loaded with the first request only: the library takes a good part of the activation otherwise.
export { WorkDoneProgress };

/** More ends than this within `WINDOW_MS`, and the server is left alone. */
const MOST_RESTARTS = 4;
const WINDOW_MS = 180_000;

export interface LifeEvents {
  /** Said once a session: a second crash is in the log. */
  readonly onCrash: (sentence: string) => void;
  readonly onRestarted: () => void;
  readonly onGivenUp: (sentence: string) => void;
}

export function createLanguageClient(options: ServerOptions, events: LifeEvents): LanguageClient {
  // The library starts the module with the extension host's own program, as Node.
  const server = {
    module: options.module,
    transport: TransportKind.ipc,
    // SQLite is built in and works, but greets each process with a warning.
    options: { execArgv: ['--disable-warning=ExperimentalWarning'] },
  };
  const guard = crashGuard(options, events);
  const client = new LanguageClient('grood', 'GROOD', server, {
    documentSelector: [{ scheme: 'file', pattern: '**/grood.json' }],
    outputChannel: options.log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: (): InitializationOptions => ({
      isTrusted: vscode.workspace.isTrusted,
      settings: options.settings(),
    }),
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => guard.closed(),
    },
  });
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) guard.running();
  });
  return client;
}

interface CrashGuard {
  closed(): { action: CloseAction; handled: true; message: string };
  running(): void;
}

function crashGuard({ log }: ServerOptions, events: LifeEvents): CrashGuard {
  const endedMs: number[] = [];
  let hasSaidSo = false;
  let hasEnded = false;
  return {
    closed() {
      endedMs.push(Date.now());
      const recent = endedMs.filter((time) => Date.now() - time < WINDOW_MS).length;
      log.warn(`The server process ended (${recent} times in three minutes).`);
      if (recent > MOST_RESTARTS) {
        const message = vscode.l10n.t(
          'The GROOD server ended {0} times in three minutes and is left alone; the log says why. The next command starts it again.',
          recent,
        );
        events.onGivenUp(message);
        return { action: CloseAction.DoNotRestart, handled: true, message };
      }
      const message = vscode.l10n.t(
        'The GROOD server ended and was started again; a run under way goes on where it was.',
      );
      hasEnded = true;
      if (!hasSaidSo) events.onCrash(message);
      hasSaidSo = true;
      return { action: CloseAction.Restart, handled: true, message };
    },
    running() {
      if (hasEnded) events.onRestarted();
      hasEnded = false;
    },
  };
}
