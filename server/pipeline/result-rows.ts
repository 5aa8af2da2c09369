import type { PackedArrays } from '../engine/messages.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { ScoreRecord, TrainingNeighbour, Verdict } from '../protocol/record.ts';
import type { Neighbours, ResultRow, RunRow, StoredResult, Threshold } from '../store/store.ts';
import { floatRow, integerRow } from './float-row.ts';
import type { SourceFile } from './source-file.ts';

/** Neighbours shown with a record, of the eleven that the detector returns. */
const SHOWN_NEIGHBOURS = 5;

/**
 * One image's numbers as the detector's graph returned them.
 * @param outputs outputs of the detector contract, N rows
 */
export function resultRow(
  outputs: PackedArrays,
  row: number,
  hash: string,
  metadata: DetectorMetadata,
): ResultRow {
  const number = (name: string): number => outputs[name]!.data[row] as number;
  const pool = metadata.calibration.count + 1;
  // A p-value is a whole number of n + 1; float32 moves 0.05 to the wrong side of 0.05.
  const pValue = (name: string): number => Math.round(number(name) * pool) / pool;
  return {
    hash,
    p: pValue('p'),
    score: number('score'),
    neighbourScore: number('neighbour_score'),
    pGrood: pValue('p_grood'),
    pNeighbours: pValue('p_neighbours'),
    class: metadata.classes[number('class')] ?? null,
    neighbours: {
      groodRows: integerRow(outputs['grood_rows']!, row).slice(),
      groodDistances: floatRow(outputs['grood_distances']!, row).slice(),
      featureRows: integerRow(outputs['feature_rows']!, row).slice(),
      featureDistances: floatRow(outputs['feature_distances']!, row).slice(),
    },
  };
}

/** A file of a run, from its result; an error row where there is none. */
export function runRow(
  file: Pick<SourceFile, 'shownPath' | 'pathBytes'> & Partial<SourceFile>,
  outcome: ResultRow | { readonly error: string },
): RunRow {
  const place = {
    ...(file.pathBytes === undefined ? {} : { pathBytes: file.pathBytes }),
    ...(file.mtimeMs === undefined ? {} : { modifiedMs: file.mtimeMs }),
    ...(file.sizeBytes === undefined ? {} : { sizeBytes: file.sizeBytes }),
  };
  if ('error' in outcome) {
    const { error } = outcome;
    return { path: file.shownPath, ...place, hash: null, error, ...NO_SCORES };
  }
  const { neighbours: _, ...scores } = outcome;
  return { path: file.shownPath, ...place, error: null, ...scores };
}

const NO_SCORES = {
  p: null,
  score: null,
  neighbourScore: null,
  pGrood: null,
  pNeighbours: null,
  class: null,
} as const;

export function verdictOf(
  scores: Pick<StoredResult, 'p' | 'pGrood'>,
  threshold: Threshold,
): Verdict {
  const p = threshold.view === 'grood' ? scores.pGrood : scores.p;
  if (p === null) return 'error';
  return p <= threshold.p ? 'ood' : 'in-distribution';
}

/** What people and machines get to see of a row. `p` is the p-value that decides. */
export function recordOf(
  row: RunRow & { readonly neighbours: Neighbours | null },
  threshold: Threshold,
  metadata: DetectorMetadata,
): ScoreRecord {
  const { neighbours } = row;
  const named = (rows: Int32Array, distances: Float32Array): TrainingNeighbour[] =>
    [...rows.subarray(0, SHOWN_NEIGHBOURS)].flatMap((training, index) => {
      const path = metadata.training.files[training];
      return path === undefined ? [] : [{ path, distance: distances[index]! }];
    });
  return {
    path: row.path,
    ...(row.pathBytes === undefined
      ? {}
      : { pathBytes: Buffer.from(row.pathBytes).toString('base64') }),
    verdict: row.error === null ? verdictOf(row, threshold) : 'error',
    p: threshold.view === 'grood' ? row.pGrood : row.p,
    score: row.score,
    neighbourScore: row.neighbourScore,
    pGrood: row.pGrood,
    pNeighbours: row.pNeighbours,
    class: row.class,
    neighbours: neighbours === null ? [] : named(neighbours.groodRows, neighbours.groodDistances),
    lookalikes:
      neighbours === null ? [] : named(neighbours.featureRows, neighbours.featureDistances),
    error: row.error,
  };
}
