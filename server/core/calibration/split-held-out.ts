import { contentGroups } from './content-groups.ts';

/** Share of the training images of each class that calibrates where there is no `val` folder. */
export const HELD_OUT_SHARE = 0.2;

/**
 * Which training images are held out for calibration: a fifth of each class, rounded, chosen by
 * content hash, so that renaming or moving files changes nothing. Copies of a file stay together,
 * and each class keeps at least one image to train on.
 * @returns whether a row is held out
 */
export function splitHeldOut(
  hashes: readonly string[],
  labels: ArrayLike<number>,
): (row: number) => boolean {
  const heldOut = new Set<number>();
  for (const groups of contentGroups(hashes, labels)) {
    const count = groups.reduce((sum, rows) => sum + rows.length, 0);
    const wanted = Math.round(HELD_OUT_SHARE * count);
    let taken = 0;
    for (const rows of groups) {
      if (taken + rows.length > wanted) continue;
      for (const row of rows) heldOut.add(row);
      taken += rows.length;
    }
  }
  // A copy under another class would be its neighbour at distance 0.
  const hashesLeft = new Set(hashes.filter((_, row) => !heldOut.has(row)));
  return (row) => heldOut.has(row) && !hashesLeft.has(hashes[row]!);
}
