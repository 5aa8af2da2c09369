import type { GroodTraining } from '../../server/core/grood/fit-grood.ts';
import { seededRandom } from '../../server/core/metrics/seeded-random.ts';

/** `count` rows of `dimension` numbers around a centre drawn for each class, classes in turn. */
export function blobs(shape: {
  readonly count: number;
  readonly dimension: number;
  readonly classCount: number;
  readonly seed: number;
  readonly spread?: number;
}): GroodTraining {
  const { count, dimension, classCount, spread = 0.6 } = shape;
  const random = seededRandom(shape.seed);
  const centres = Float64Array.from({ length: classCount * dimension }, () => random.normal());
  const labels = Int32Array.from({ length: count }, (_, n) => n % classCount);
  const features = Float32Array.from({ length: count * dimension }, (_, i) => {
    const label = labels[Math.floor(i / dimension)]!;
    return centres[label * dimension + (i % dimension)]! + spread * random.normal();
  });
  return { features, dimension, labels, classCount };
}

/** Rows of [N, dimension] in another order, or some of them. */
export function takeRows(
  features: Float32Array,
  dimension: number,
  rows: ArrayLike<number>,
): Float32Array {
  const out = new Float32Array(rows.length * dimension);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * dimension;
    out.set(features.subarray(from, from + dimension), i * dimension);
  }
  return out;
}

/** A seeded permutation of 0..count-1. */
export function shuffled(count: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const keys = Float64Array.from({ length: count }, () => random.next());
  return Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => keys[a]! - keys[b]!);
}
