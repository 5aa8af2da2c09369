import type { CancellationToken } from 'vscode-languageserver-protocol';
import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver-protocol';
import type { Failure, Result } from '../protocol/failure.ts';
import type { ProgressSink } from '../workspace/progress-sink.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What a handler works with. */
export interface HandlerContext {
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
  /** The editor's progress, where the request came with a token. */
  readonly progress: ProgressSink;
}

/** A file of this folder holds one, named as the request. It fails by its result, never throws. */
export type Handler<P, R> = (params: P, context: HandlerContext) => Promise<Result<R>>;

type Answered<R> = Promise<R | ResponseError<Failure>>;

/** Turns work into a handler: the one place where results, aborts and bugs become wire answers. */
export function answer<P, R>(
  work: (params: P, signal: AbortSignal) => Promise<Result<R>>,
  onBug: (error: unknown) => void,
): (params: P, token: CancellationToken) => Answered<R> {
  return (params, token) =>
    withSignal(token, async (signal) => {
      try {
        const result = await work(params, signal);
        if (result.ok) return result.value;
        if (signal.aborted && result.failure.kind === 'cancelled') return cancelled();
        return refuse(LSPErrorCodes.RequestFailed, result.failure);
      } catch (error) {
        // Left alone, an AbortError reaches the client as "internal error", not as a cancel.
        if (signal.aborted) return cancelled();
        onBug(error);
        return refuse(ErrorCodes.InternalError, internal(error));
      }
    });
}

function refuse(code: number, failure: Failure): ResponseError<Failure> {
  return new ResponseError(code, failure.message, failure);
}

function cancelled(): ResponseError<Failure> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
}

function internal(error: unknown): Failure {
  return {
    kind: 'internal',
    message: 'Something went wrong inside GROOD.',
    hint: 'Try it again; the log has the details.',
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

/** Follows a token; the listener never outlives the work. */
async function withSignal<T>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const listener = token.onCancellationRequested(() => abort.abort());
  if (token.isCancellationRequested) abort.abort();
  try {
    return await work(abort.signal);
  } finally {
    listener.dispose();
  }
}
