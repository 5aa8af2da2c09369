import type { Failure, Result } from '../protocol/failure.ts';
import { failed } from '../protocol/failure.ts';

/** A run that can't go on: cancelled, or an engine that can't be kept alive. What is stored stays. */
export class RunStopped extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The value of a result, or the end of the run. */
export function orStop<T>(result: Result<T>): T {
  if (!result.ok) throw new RunStopped(result.failure);
  return result.value;
}

/** Runs a stage; a stop or an abort becomes a failure, a bug stays an exception. */
export async function stopped<T>(
  work: () => Promise<Result<T>>,
  signal?: AbortSignal,
): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) {
      return failed('cancelled', 'Cancelled.', 'Run it again to go on from what is done.');
    }
    if (error instanceof RunStopped) return { ok: false, failure: error.failure };
    throw error;
  }
}
