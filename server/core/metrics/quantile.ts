/**
 * Quantile with linear interpolation between the neighbouring order statistics (numpy's default).
 * @param share in [0, 1]
 * @throws {RangeError} for no values or a share outside [0, 1]
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  if (values.length === 0 || !(share >= 0 && share <= 1)) {
    throw new RangeError(`Quantile ${share} of ${values.length} values`);
  }
  const sorted = Float64Array.from(values).sort();
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
