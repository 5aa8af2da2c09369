import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fit } from '../../server/pipeline/fit.ts';
import type {
  FitOptions,
  FitSummary,
  ScoreOptions,
  ScoreSummary,
} from '../../server/pipeline/options.ts';
import { type ScoreWork, score } from '../../server/pipeline/score.ts';
import type { Failure, Result } from '../../server/protocol/failure.ts';
import type { WorkOptions } from '../../server/protocol/progress.ts';
import type { ScoreRecord } from '../../server/protocol/record.ts';

/** A folder of its own, removed after the tests of the file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'grood-pipeline-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function succeeded<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.failure.message} ${result.failure.hint}`);
}

export function failureOf<T>(result: Result<T>): Failure {
  if (!result.ok) return result.failure;
  throw new Error(`Expected a failure, got ${JSON.stringify(result.value)}`);
}

/** How the tiny classifier's images are read: as values 0..1. */
export const UNIT_RANGE: { readonly preprocessing: { mean: Triple; std: Triple } } = {
  preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] },
};
type Triple = [number, number, number];

export type TestFit = Omit<FitOptions, 'store'> & Partial<Pick<FitOptions, 'store'>>;
export type TestScore = Omit<ScoreOptions, 'store'> & Partial<Pick<ScoreOptions, 'store'>>;

export function tryFit(options: TestFit, work: WorkOptions = {}): Promise<Result<FitSummary>> {
  return fit({ model: UNIT_RANGE, store: { memory: true }, ...options }, work);
}

export async function fitted(options: TestFit, work: WorkOptions = {}): Promise<FitSummary> {
  return succeeded(await tryFit(options, work));
}

export interface Scored {
  readonly summary: ScoreSummary;
  readonly records: readonly ScoreRecord[];
  /** Notes told during the run. */
  readonly told: readonly string[];
}

export async function tryScore(options: TestScore, work: ScoreWork = {}): Promise<Result<Scored>> {
  const records: ScoreRecord[] = [];
  const told: string[] = [];
  const result = await score(
    { store: { memory: true }, ...options },
    {
      onNote: (note) => told.push(note),
      ...work,
      onRecords: async (rows) => {
        records.push(...rows);
        await work.onRecords?.(rows);
      },
    },
  );
  return result.ok ? { ok: true, value: { summary: result.value, records, told } } : result;
}

export async function scored(options: TestScore, work: ScoreWork = {}): Promise<Scored> {
  return succeeded(await tryScore(options, work));
}
