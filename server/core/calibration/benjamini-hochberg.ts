/**
 * Which images the Benjamini-Hochberg procedure flags at false discovery rate `q`, by image.
 * Provisional until all images that belong together are in.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>, q: number): readonly boolean[] {
  const threshold = benjaminiHochbergThreshold(pValues, q);
  return Array.from(pValues, (p) => p <= threshold);
}

/** The largest p-value that is flagged, or 0 where none is. */
export function benjaminiHochbergThreshold(pValues: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(pValues).sort();
  for (let i = sorted.length - 1; i >= 0; i--) {
    if (sorted[i]! <= ((i + 1) * q) / sorted.length) return sorted[i]!;
  }
  return 0;
}

/** What limits a Benjamini-Hochberg run, for the sentence that says so. */
export interface FdrLimit {
  /** 1 / (n + 1). */
  readonly smallestP: number;
  /** Images that must tie at the smallest p before any is flagged: m / (q (n + 1)), rounded up. */
  readonly tiesNeeded: number;
}

/** @param calibrationCount n; @param imageCount m, scored together */
export function fdrLimit(calibrationCount: number, imageCount: number, q: number): FdrLimit {
  const smallestP = 1 / (calibrationCount + 1);
  let tiesNeeded = Math.ceil(imageCount / (q * (calibrationCount + 1)));
  // The same comparison as the procedure's, so that rounding never makes the sentence wrong.
  while (tiesNeeded > 1 && smallestP <= ((tiesNeeded - 1) * q) / imageCount) tiesNeeded--;
  while (smallestP > (tiesNeeded * q) / imageCount) tiesNeeded++;
  return { smallestP, tiesNeeded };
}
