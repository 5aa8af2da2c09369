import { AskError, type Calls, createAsker } from '../../server/protocol/port.ts';
import type { HostEvent } from '../../server/protocol/view.ts';

/** The page's end of the conversation with the extension host. */
export interface Host<R extends Calls<R>> {
  ask<K extends keyof R & string>(name: K, params: R[K]['params']): Promise<R[K]['result']>;
  /** What `keep` kept when the page was last hidden or closed. */
  readonly kept: unknown;
  keep(state: unknown): void;
}

export function connectHost<R extends Calls<R>>(onEvent: (event: HostEvent) => void): Host<R> {
  const api = acquireVsCodeApi();
  const asker = createAsker<R>((message) => api.postMessage(message));
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!asker.receive(data) && isEvent(data)) onEvent(data);
  });
  window.addEventListener('pagehide', () => asker.dispose());
  return {
    ask: (name, params) => asker.ask(name, params),
    kept: api.getState(),
    keep: (state) => api.setState(state),
  };
}

function isEvent(data: unknown): data is HostEvent {
  const { kind } = (data ?? {}) as { kind?: unknown };
  return kind === 'changed' || kind === 'show' || kind === 'showFolder';
}

/** A failed request as a sentence and the next step. */
export interface Trouble {
  readonly message: string;
  readonly hint: string;
  readonly isCancelled: boolean;
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof AskError) {
    const { kind, message, hint } = error.failure;
    return { message, hint, isCancelled: kind === 'cancelled' };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message, hint: '', isCancelled: false };
}
