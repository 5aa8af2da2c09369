import { NEIGHBOUR_RANK } from '../neighbours/neighbour-score.ts';

/** Nearest rows of one image, nearest first: up to 11. */
export interface NearestRows {
  readonly rows: ArrayLike<number>;
  readonly distances: ArrayLike<number>;
}

export interface WithoutOwnRow {
  /** S_G; null where nothing else is in the index. */
  readonly score: number | null;
  /** S_N, with k = min(10, N - 1); null where the image is the only training image. */
  readonly neighbourScore: number | null;
  readonly byGradient: NearestRows;
  readonly byFeatures: NearestRows;
}

/**
 * Scores of an image that is itself a training image, with its own row left out of both indexes:
 * else its distance is 0 and the score meaningless.
 * @param nearest the 11 nearest (fewer if the index is smaller), as training rows
 * @param own the image's training row
 */
export function leaveOwnRowOut(
  nearest: { readonly byGradient: NearestRows; readonly byFeatures: NearestRows },
  own: number,
): WithoutOwnRow {
  const byGradient = without(nearest.byGradient, own);
  const byFeatures = without(nearest.byFeatures, own);
  const rank = Math.min(NEIGHBOUR_RANK, byFeatures.rows.length) - 1;
  return {
    score: byGradient.distances[0] ?? null,
    neighbourScore: byFeatures.distances[rank] ?? null,
    byGradient,
    byFeatures,
  };
}

function without(nearest: NearestRows, own: number): NearestRows {
  const kept = Array.from(nearest.rows, (_, i) => i).filter((i) => nearest.rows[i] !== own);
  return {
    rows: kept.map((i) => nearest.rows[i]!),
    distances: kept.map((i) => nearest.distances[i]!),
  };
}
