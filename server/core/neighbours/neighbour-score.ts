import { exactIndex } from './exact-index.ts';
import type { NeighbourIndex } from './neighbour-index.ts';

/** S_N is the distance to the 10th nearest training image. */
export const NEIGHBOUR_RANK = 10;

/** An exact index over l2-normalised raw features, the space of S_N. */
export function appearanceIndex(
  trainingFeatures: Float32Array | Float64Array,
  dimension: number,
): NeighbourIndex {
  return exactIndex(l2Normalised(trainingFeatures, dimension), dimension);
}

/**
 * S_N of each query: distance to the k-th nearest training image, k = min(10, N).
 * @param queries raw features [n, dimension]; none of them a training image
 */
export function neighbourScores(
  index: NeighbourIndex,
  queries: Float32Array | Float64Array,
): Float64Array {
  const { columns, distances } = index.search(
    l2Normalised(queries, index.dimension),
    NEIGHBOUR_RANK,
  );
  const count = queries.length / index.dimension;
  return Float64Array.from({ length: count }, (_, n) => distances[(n + 1) * columns - 1]!);
}

/** Rows brought to length 1 in float64; a row of zeros stays. */
export function l2Normalised(rows: Float32Array | Float64Array, dimension: number): Float64Array {
  const out = Float64Array.from(rows);
  for (let from = 0; from < out.length; from += dimension) {
    let squared = 0;
    for (let j = from; j < from + dimension; j++) squared += out[j]! * out[j]!;
    if (squared === 0) continue;
    const length = Math.sqrt(squared);
    for (let j = from; j < from + dimension; j++) out[j]! /= length;
  }
  return out;
}
