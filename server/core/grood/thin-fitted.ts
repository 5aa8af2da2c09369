import { sampleRows, seededRandom } from '../metrics/seeded-random.ts';
import type { FittedGrood } from './fitted.ts';

/** A fitted head whose indexes hold only some of the training images. */
export interface ThinnedGrood {
  readonly fitted: FittedGrood;
  /** Training rows that are kept, ascending. */
  readonly rows: Int32Array;
}

/**
 * Keeps at most `limit` training images in the indexes, of each class the same share, at random by
 * the seed. Adapter and prototypes stay those of all images.
 */
export function thinFitted(
  fitted: FittedGrood,
  labels: Int32Array,
  { limit, seed }: { readonly limit: number; readonly seed: number },
): ThinnedGrood {
  const { dimension, trainingFeatures, gradients, indexedRows } = fitted;
  const rows = keptRows(labels, fitted.classCount, limit, seed);
  const place = new Map<number, number>();
  rows.forEach((row, index) => {
    place.set(row, index);
  });
  const kept: number[] = [];
  indexedRows.forEach((row, index) => {
    if (place.has(row)) kept.push(index);
  });
  return {
    rows,
    fitted: {
      ...fitted,
      trainingCount: rows.length,
      trainingFeatures: picked(trainingFeatures, dimension, rows),
      indexedRows: Int32Array.from(kept, (index) => place.get(indexedRows[index]!)!),
      gradients:
        gradients.length === 0 ? gradients : picked(gradients, dimension, Int32Array.from(kept)),
    },
  };
}

function keptRows(labels: Int32Array, classCount: number, limit: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const share = Math.min(1, limit / labels.length);
  const kept: number[] = [];
  const byClass = Array.from({ length: classCount }, (): number[] => []);
  labels.forEach((label, row) => {
    byClass[label]!.push(row);
  });
  for (const own of byClass) {
    const count = Math.max(1, Math.floor(share * own.length));
    for (const index of sampleRows(random, own.length, count)) kept.push(own[index]!);
  }
  return Int32Array.from(kept).sort();
}

function picked<T extends Float32Array | Float64Array>(
  data: T,
  dimension: number,
  rows: Int32Array,
): T {
  const out = new (data.constructor as new (length: number) => T)(rows.length * dimension);
  rows.forEach((row, index) => {
    out.set(data.subarray(row * dimension, (row + 1) * dimension), index * dimension);
  });
  return out;
}
