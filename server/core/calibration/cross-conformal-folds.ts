import { contentGroups } from './content-groups.ts';

export const FOLDS = 5;

/**
 * Fold number (0..4) of each training image for cross-conformal calibration: each class is dealt
 * out evenly in order of content hash, the next class going on where the last one ended, so that
 * folds differ by few images. Copies of a file share a fold, across classes too.
 */
export function crossConformalFolds(
  hashes: readonly string[],
  labels: ArrayLike<number>,
): Int32Array {
  const folds = new Int32Array(hashes.length);
  const foldOf = new Map<string, number>();
  let next = 0;
  for (const groups of contentGroups(hashes, labels)) {
    for (const rows of groups) {
      const hash = hashes[rows[0]!]!;
      const fold = foldOf.get(hash) ?? next++ % FOLDS;
      foldOf.set(hash, fold);
      for (const row of rows) folds[row] = fold;
    }
  }
  return folds;
}
