import * as vscode from 'vscode';
import { stateRequest, type WorkspaceState } from '../server/protocol/lsp.ts';
import { Owner } from './owner.ts';
import type { ServerLink } from './server-link.ts';
import type { Talk } from './talk.ts';

/** A run reports several times a second; the state is fetched at most this often meanwhile. */
const FETCH_EVERY_MS = 400;

/** Detector, scored folders and the run under way, as the server last said. */
export class WorkspaceModel implements vscode.Disposable {
  readonly #link: ServerLink;
  readonly #talk: Talk;
  readonly #owner = new Owner();
  readonly #changed = this.#owner.own(new vscode.EventEmitter<WorkspaceState>());
  #state: WorkspaceState | null = null;
  #timer: NodeJS.Timeout | undefined;
  #fetching: Promise<void> | undefined;
  #isOutdated = false;

  readonly onChanged: vscode.Event<WorkspaceState> = this.#changed.event;

  constructor(link: ServerLink, talk: Talk) {
    this.#link = link;
    this.#talk = talk;
    this.#owner.own(
      link.onResultsChanged(({ running }) => {
        if (this.#state !== null) this.#set({ ...this.#state, running });
        this.#fetchSoon();
      }),
    );
    this.#owner.own(link.onRestarted(() => this.#fetchSoon()));
    this.#owner.own({ dispose: () => clearTimeout(this.#timer) });
  }

  /** Null before the server was asked. */
  get state(): WorkspaceState | null {
    return this.#state;
  }

  /** Asks the server, which starts it. */
  async get(): Promise<WorkspaceState> {
    const state = await this.#link.fetch(stateRequest);
    this.#set(state);
    return state;
  }

  /** Asks the server; a failure is said, not thrown. */
  refresh(): Promise<void> {
    // What changes while an answer is on its way may not be in it.
    if (this.#fetching !== undefined) this.#isOutdated = true;
    this.#fetching ??= this.get()
      .then(
        () => {},
        (error: unknown) => this.#talk.fail(error),
      )
      .finally(() => {
        this.#fetching = undefined;
        if (this.#isOutdated) this.#fetchSoon();
        this.#isOutdated = false;
      });
    return this.#fetching;
  }

  dispose(): void {
    this.#owner.dispose();
  }

  #fetchSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.refresh();
    }, FETCH_EVERY_MS);
  }

  #set(state: WorkspaceState): void {
    this.#state = state;
    const context = {
      'grood.hasDetector': state.detector.detector !== null,
      'grood.hasResults': state.folders.length > 0,
      'grood.isRunning': state.running !== null,
    };
    for (const [key, value] of Object.entries(context)) {
      void vscode.commands.executeCommand('setContext', key, value);
    }
    this.#changed.fire(state);
  }
}
