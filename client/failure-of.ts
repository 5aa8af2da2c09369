import type { Failure } from '../server/protocol/failure.ts';

/** LSP's code of a request that was cancelled, and of one whose connection ended. */
const CANCELLED = new Set([-32800, -32802]);
const CONNECTION_ENDED = new Set([-32097, -32096]);

/** What went wrong, as a sentence and a next step, whatever was thrown. */
export function failureOf(error: unknown): Failure {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Thrown;
  if (isFailure(thrown.failure)) return thrown.failure;
  if (isFailure(thrown.data)) return thrown.data;
  if (isCancelled(error)) {
    return { kind: 'cancelled', message: 'Cancelled.', hint: 'Start it again to go on.' };
  }
  const detail = thrown.stack ?? thrown.message ?? String(error);
  if (hasConnectionEnded(error)) {
    return {
      kind: 'internal',
      message: 'The GROOD server ended before it answered.',
      hint: 'Try again; the log says why it ended.',
      detail,
    };
  }
  return {
    kind: 'internal',
    message: 'GROOD met an error of its own.',
    hint: 'Try again; the log has the details.',
    detail,
  };
}

export function isCancelled(error: unknown): boolean {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Thrown;
  if (isFailure(thrown.data) && thrown.data.kind === 'cancelled') return true;
  return CANCELLED.has(thrown.code ?? 0) || ['Canceled', 'AbortError'].includes(thrown.name ?? '');
}

/** True where the server's process went away with the request under way: it may be asked again. */
export function hasConnectionEnded(error: unknown): boolean {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Thrown;
  return (
    CONNECTION_ENDED.has(thrown.code ?? 0) ||
    /connection (is|got) (closed|disposed)|ERR_IPC_CHANNEL_CLOSED|EPIPE/i.test(
      `${thrown.code ?? ''} ${thrown.message ?? ''}`,
    )
  );
}

interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly code?: number;
  readonly data?: unknown;
  readonly failure?: unknown;
}

function isFailure(value: unknown): value is Failure {
  const { kind, message, hint } = (value ?? {}) as Partial<Failure>;
  return typeof kind === 'string' && typeof message === 'string' && typeof hint === 'string';
}
