import type { Failure } from '../protocol/failure.ts';
import { modelEndsEngine, workEndsEngine } from './engine-failures.ts';
import { failJobs, halve, isRun, type Job, leftOut } from './job.ts';

/** Single files that ended the engine, with no batch that got through between them. */
export interface Losses {
  inARow: number;
}

/** So many in a row speak against the model, not against the files. */
const LOSSES_IN_A_ROW = 4;
const CRASHES_ALLOWED = 2;

export interface EndedJobs {
  /** To be sent again, one at a time, before anything else. */
  readonly again: readonly Job[];
  /** Programs that must not be tried any more, with the reason. */
  readonly broken: ReadonlyMap<number, Failure>;
}

/**
 * Decides what becomes of the jobs that a process held when it ended: the first time they are
 * repeated; the second time a batch is halved, until one file is left, which fails alone.
 */
export function endedJobs(held: readonly Job[], how: string, losses: Losses): EndedJobs {
  const again: Job[] = [];
  const broken = new Map<number, Failure>();
  for (const job of held) {
    job.crashes += 1;
    const { request } = job;
    if (job.crashes < CRASHES_ALLOWED) again.push(job);
    else if (request.kind === 'open') {
      failJobs([job], modelEndsEngine(request.request.name, 'while it was opened', how));
    } else if (!isRun(job)) {
      failJobs([job], workEndsEngine(request.kind === 'call' ? request.name : 'scoring', how));
    } else if (job.request.files.length > 1) {
      again.push(...halve(job));
    } else {
      losses.inARow += 1;
      const isModel = losses.inARow >= LOSSES_IN_A_ROW;
      const failure = modelEndsEngine('in use', 'on one image after the other', how);
      if (isModel) broken.set(job.request.program, failure);
      if (isModel) failJobs([job], failure);
      else job.settle({ ok: true, value: leftOut(job.request.files[0]!) });
    }
  }
  return { again, broken };
}
