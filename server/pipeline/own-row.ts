import { combinedPValues } from '../core/calibration/combined-p-values.ts';
import { leaveOwnRowOut, type NearestRows } from '../core/grood/leave-own-row-out.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { ResultRow } from '../store/store.ts';

/**
 * Where a scored image is a training image, its own row is left out of both indexes, and its copies
 * with it: else its distance is 0 and its score meaningless.
 */
export interface OwnRows {
  /** @param hash of the image's content */
  isTraining(hash: string): boolean;
  /** The result without the image's own row, where it is a training image. */
  corrected(result: ResultRow): ResultRow;
}

export function ownRows(metadata: DetectorMetadata): OwnRows {
  const rowsByHash = new Map<string, number[]>();
  metadata.training.hashes.forEach((hash, row) => {
    const rows = rowsByHash.get(hash);
    if (rows === undefined) rowsByHash.set(hash, [row]);
    else rows.push(row);
  });
  const { groodScores, neighbourScores } = metadata.calibration;
  const pValues = combinedPValues({ grood: groodScores, neighbours: neighbourScores });
  const hasGradient = metadata.prototype !== 'none';
  const corrected = (result: ResultRow): ResultRow => {
    const own = rowsByHash.get(result.hash);
    if (own === undefined || result.neighbours === null) return result;
    const kept = withoutRows(result.neighbours, own);
    if (kept.neighbourScore === null) return result;
    const score = hasGradient ? (kept.score ?? result.score ?? 0) : 0;
    const p = pValues(score, kept.neighbourScore);
    return {
      ...result,
      score,
      neighbourScore: kept.neighbourScore,
      ...(hasGradient ? p : { p: p.pNeighbours, pGrood: 1, pNeighbours: p.pNeighbours }),
      neighbours: {
        groodRows: Int32Array.from(kept.byGradient.rows),
        groodDistances: Float32Array.from(kept.byGradient.distances),
        featureRows: Int32Array.from(kept.byFeatures.rows),
        featureDistances: Float32Array.from(kept.byFeatures.distances),
      },
    };
  };
  return { isTraining: (hash) => rowsByHash.has(hash), corrected };
}

function withoutRows(
  nearest: NonNullable<ResultRow['neighbours']>,
  own: readonly number[],
): ReturnType<typeof leaveOwnRowOut> {
  let left = {
    byGradient: present(nearest.groodRows, nearest.groodDistances),
    byFeatures: present(nearest.featureRows, nearest.featureDistances),
  };
  let kept = leaveOwnRowOut(left, own[0]!);
  for (const row of own.slice(1)) {
    left = { byGradient: kept.byGradient, byFeatures: kept.byFeatures };
    kept = leaveOwnRowOut(left, row);
  }
  return kept;
}

/** Without the filling of indexes that hold fewer rows than the detector returns. */
function present(rows: Int32Array, distances: Float32Array): NearestRows {
  const isRow = (_: number, index: number): boolean => rows[index]! >= 0;
  return { rows: rows.filter(isRow), distances: distances.filter(isRow) };
}
