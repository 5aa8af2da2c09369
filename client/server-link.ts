import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { RequestType, RequestType0 } from 'vscode-languageserver-protocol';
import type { Failure } from '../server/protocol/failure.ts';
import { resultsChanged, type ServerSettings, said } from '../server/protocol/lsp.ts';
import { hasConnectionEnded, isCancelled } from './failure-of.ts';
import { Owner } from './owner.ts';

/** How often a request whose server ended under way is asked again. */
const REPEATS = 3;

export interface Said {
  readonly severity: 'information' | 'warning' | 'error';
  readonly sentence: string;
}

export interface ServerOptions {
  /** The server's bundle. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  readonly settings: () => ServerSettings;
}

export interface AskOptions {
  readonly token?: vscode.CancellationToken;
  /** The request changes files: it is not asked again where its answer was lost. */
  readonly isOnceOnly?: boolean;
}

/** What of a work-done progress people see. */
export interface WorkReport {
  readonly percentage: number | null;
  readonly message: string | null;
}

/**
 * The language server as one sees it from here: it is started by the first request, started again
 * after a crash, and what was under way is asked again (a run goes on from the store).
 */
export class ServerLink implements vscode.Disposable {
  readonly #options: ServerOptions;
  readonly #owner = new Owner();
  readonly #results = this.#owner.own(new vscode.EventEmitter<ResultsChange>());
  readonly #said = this.#owner.own(new vscode.EventEmitter<Said>());
  readonly #restarted = this.#owner.own(new vscode.EventEmitter<void>());
  readonly #ready = this.#owner.own(new vscode.EventEmitter<void>());
  #starting: Promise<LanguageClient> | undefined;

  readonly onResultsChanged: vscode.Event<ResultsChange> = this.#results.event;
  readonly onSaid: vscode.Event<Said> = this.#said.event;
  /** After a crash, once the server answers again. */
  readonly onRestarted: vscode.Event<void> = this.#restarted.event;
  /** The first start. */
  readonly onReady: vscode.Event<void> = this.#ready.event;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  get hasStarted(): boolean {
    return this.#starting !== undefined;
  }

  /** @throws what the server answered; `failureOf` makes a sentence of it */
  ask<P, R>(
    type: RequestType<P, R, Failure>,
    params: P,
    { token, isOnceOnly = false }: AskOptions = {},
  ): Promise<R> {
    const repeats = isOnceOnly ? 0 : REPEATS;
    // P is never a basic type here, which the library's own signature can't know.
    return this.#repeat(repeats, token, (client) =>
      token === undefined
        ? client.sendRequest<R>(type.method, params)
        : client.sendRequest<R>(type.method, params, token),
    );
  }

  /** For requests without parameters. */
  fetch<R>(type: RequestType0<R, Failure>, { isOnceOnly = false }: AskOptions = {}): Promise<R> {
    const repeats = isOnceOnly ? 0 : REPEATS;
    return this.#repeat(repeats, undefined, (client) => client.sendRequest(type));
  }

  /** Hears the work-done progress of one token until disposed. */
  async onWork(token: string, hear: (report: WorkReport) => void): Promise<vscode.Disposable> {
    const client = await this.#client();
    const { WorkDoneProgress } = await import('./language-client.ts');
    return client.onProgress(WorkDoneProgress.type, token, (value) => {
      if (value.kind === 'end') return;
      hear({ percentage: value.percentage ?? null, message: value.message ?? null });
    });
  }

  /** Starts the server where something needs it, though nothing is asked: `grood.json` is open. */
  async start(): Promise<void> {
    await this.#client();
  }

  /** Tells a running server of changed settings; one not yet started reads them as it starts. */
  async tellSettings(): Promise<void> {
    if (this.#starting === undefined) return;
    const client = await this.#client();
    await client.sendNotification('workspace/didChangeConfiguration', {
      settings: this.#options.settings(),
    });
  }

  /** Starts a running server anew, as after trust was granted. */
  async restart(): Promise<void> {
    if (this.#starting === undefined) return;
    await (await this.#client()).restart();
    this.#restarted.fire();
  }

  async dispose(): Promise<void> {
    const starting = this.#starting;
    this.#owner.dispose();
    // One that never came up has nothing to stop.
    const client = await starting?.catch(() => undefined);
    await client?.dispose().catch(() => undefined);
  }

  async #repeat<R>(
    repeats: number,
    token: vscode.CancellationToken | undefined,
    send: (client: LanguageClient) => Promise<R>,
  ): Promise<R> {
    for (let left = repeats; ; left -= 1) {
      try {
        return await send(await this.#client());
      } catch (error) {
        const isLost = hasConnectionEnded(error) && !token?.isCancellationRequested;
        if (!isCancelled(error)) this.#options.log.warn(String(error));
        if (left === 0 || !isLost) throw error;
        // The client notices the end of the process a moment after its requests fail.
        await pause(300);
      }
    }
  }

  #client(): Promise<LanguageClient> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  async #start(): Promise<LanguageClient> {
    const { createLanguageClient } = await import('./language-client.ts');
    const client = createLanguageClient(this.#options, {
      onCrash: (sentence) => this.#said.fire({ severity: 'warning', sentence }),
      onRestarted: () => this.#restarted.fire(),
      onGivenUp: (sentence) => {
        this.#starting = undefined;
        this.#said.fire({ severity: 'error', sentence });
      },
    });
    client.onNotification(resultsChanged, (change) => this.#results.fire(change));
    client.onNotification(said, (words) => this.#said.fire(words));
    await client.start();
    this.#ready.fire();
    return client;
  }
}

export interface ResultsChange {
  readonly uris: readonly string[] | null;
  readonly running: { readonly done: number; readonly total: number | null } | null;
}
