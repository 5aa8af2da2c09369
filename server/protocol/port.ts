/**
 * Typed request and reply over any message channel (style of one declaration, both ends derived
 * from it). Every request settles: by reply, by failure, or by `dispose`.
 */
import type { Failure } from './failure.ts';

export type Calls<R> = { [K in keyof R]: { params: unknown; result: unknown } };

export interface Asker<R extends Calls<R>> {
  ask<K extends keyof R & string>(name: K, params: R[K]['params']): Promise<R[K]['result']>;
  /** Rejects all that is pending. */
  dispose(): void;
}

export type Handlers<R extends Calls<R>> = {
  [K in keyof R]: (params: R[K]['params']) => Promise<R[K]['result']>;
};

export interface AskMessage {
  readonly ask: string;
  readonly id: number;
  readonly params: unknown;
}

export type AnswerMessage =
  | { readonly answer: number; readonly ok: true; readonly result: unknown }
  | { readonly answer: number; readonly ok: false; readonly failure: Failure };

/** A failed reply, as an error that carries the failure. */
export class AskError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The page's end: sends with `post`; hand incoming messages to `receive`. */
export function createAsker<R extends Calls<R>>(
  post: (message: AskMessage) => void,
): Asker<R> & { receive(message: unknown): boolean } {
  let last = 0;
  const pending = new Map<
    number,
    { resolve: (result: never) => void; reject: (error: Error) => void }
  >();
  return {
    ask(name, params) {
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
        post({ ask: name, id, params });
      });
    },
    receive(message) {
      if (!isAnswer(message)) return false;
      const waiting = pending.get(message.answer);
      pending.delete(message.answer);
      if (message.ok) waiting?.resolve(message.result as never);
      else waiting?.reject(new AskError(message.failure));
      return true;
    },
    dispose() {
      const failure: Failure = {
        kind: 'cancelled',
        message: 'The page was closed.',
        hint: 'Open it again.',
      };
      for (const { reject } of pending.values()) reject(new AskError(failure));
      pending.clear();
    },
  };
}

/** The host's end: answers each ask exactly once; unknown names go to `onUnknown`, unanswered. */
export function answerAsks<R extends Calls<R>>(
  handlers: Handlers<R>,
  post: (message: AnswerMessage) => void,
  options: {
    readonly toFailure: (error: unknown) => Failure;
    readonly onUnknown: (name: string) => void;
  },
): (message: unknown) => Promise<void> {
  return async (message) => {
    if (!isAsk(message)) return;
    const { ask, id, params } = message;
    if (!Object.hasOwn(handlers, ask)) {
      options.onUnknown(ask);
      return;
    }
    const handler = handlers[ask as keyof R] as (params: unknown) => Promise<unknown>;
    try {
      post({ answer: id, ok: true, result: await handler(params) });
    } catch (error) {
      post({ answer: id, ok: false, failure: options.toFailure(error) });
    }
  };
}

function isAsk(message: unknown): message is AskMessage {
  const { ask, id } = (message ?? {}) as Partial<AskMessage>;
  return typeof ask === 'string' && typeof id === 'number';
}

function isAnswer(message: unknown): message is AnswerMessage {
  const { answer, ok } = (message ?? {}) as { answer?: unknown; ok?: unknown };
  return typeof answer === 'number' && typeof ok === 'boolean';
}
