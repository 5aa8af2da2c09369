import type { Failure, Result } from '../protocol/failure.ts';
import { endedTwice } from './engine-failures.ts';
import type { BatchRows, EngineFile, EngineRequest, FileOutcome } from './messages.ts';
import { joinRows } from './rows-of-batch.ts';

type WithoutId<R> = R extends unknown ? Omit<R, 'id'> : never;

/** One request on its way; it outlives the processes that it is sent to. */
export interface Job {
  readonly request: WithoutId<EngineRequest>;
  /** How often a process ended while it held this job. */
  crashes: number;
  isCancelled: boolean;
  /** The halves that took its place. */
  parts: readonly Job[];
  readonly settle: (result: Result<unknown>) => void;
}

export type RunRequest = Extract<Job['request'], { kind: 'run' }>;

export function newJob(request: Job['request'], settle: Job['settle']): Job {
  return { request, crashes: 0, isCancelled: false, parts: [], settle };
}

export function isRun(job: Job): job is Job & { readonly request: RunRequest } {
  return job.request.kind === 'run';
}

export function programOf({ request }: Job): number | null {
  return request.kind === 'call' ? null : request.program;
}

/** Two halves of a batch that ended the engine twice; each counts as tried once. */
export function halve(job: Job & { readonly request: RunRequest }): readonly Job[] {
  const { files } = job.request;
  const middle = Math.ceil(files.length / 2);
  const results: (Result<unknown> | null)[] = [null, null];
  const part = (index: 0 | 1, half: readonly EngineFile[]): Job => ({
    request: { ...job.request, files: half },
    crashes: 1,
    isCancelled: job.isCancelled,
    parts: [],
    settle(result): void {
      results[index] = result;
      const [first, second] = results;
      if (first && second) job.settle(joinResults(first, second));
    },
  });
  job.parts = [part(0, files.slice(0, middle)), part(1, files.slice(middle))];
  return job.parts;
}

/** The answer for a file that ended the engine by itself. */
export function leftOut(file: EngineFile): BatchRows {
  return { files: [{ ok: false, failure: endedTwice(file.path) }], outputs: {} };
}

function joinResults(first: Result<unknown>, second: Result<unknown>): Result<unknown> {
  if (!first.ok) return first;
  if (!second.ok) return second;
  return { ok: true, value: joinBatches([first.value as BatchRows, second.value as BatchRows]) };
}

/** One batch of many. A part without outputs (its files ended the engine) gets rows of zeros. */
export function joinBatches(parts: readonly BatchRows[]): BatchRows {
  const files: FileOutcome[] = parts.flatMap((part) => part.files);
  const pattern = parts.find((part) => Object.keys(part.outputs).length > 0);
  if (pattern === undefined) return { files, outputs: {} };
  const filled = parts.map((part) =>
    Object.keys(part.outputs).length > 0 ? part : zeroRows(part.files, pattern),
  );
  return { files, outputs: joinRows(filled.map((part) => part.outputs)) };
}

function zeroRows(files: readonly FileOutcome[], pattern: BatchRows): BatchRows {
  const outputs = Object.entries(pattern.outputs).map(([name, { data, dims }]) => {
    const length = (data.length / (dims[0] || 1)) * files.length;
    const zeros = new (data.constructor as new (length: number) => typeof data)(length);
    return [name, { data: zeros, dims: [files.length, ...dims.slice(1)] }] as const;
  });
  return { files, outputs: Object.fromEntries(outputs) };
}

export function failJobs(jobs: readonly Job[], failure: Failure): void {
  for (const job of jobs) job.settle({ ok: false, failure });
}
