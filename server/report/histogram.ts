/** Scores of the calibration images and of this run in the same bins. */
export interface Histogram {
  /** Bin edges on the axis, ascending, one more than bins; in the unit of the score. */
  readonly edges: readonly number[];
  readonly isLogarithmic: boolean;
  /** Shares of all calibration images, 0..1 a bin. */
  readonly calibration: readonly number[];
  /** Shares of all scored images, 0..1 a bin: ordinary, and on top of it flagged. */
  readonly ordinary: readonly number[];
  readonly flagged: readonly number[];
  /** The score that the share alpha of the calibration images reaches, or null without any. */
  readonly threshold: number | null;
}

export interface Scored {
  readonly score: number;
  readonly isFlagged: boolean;
}

const binCount = 48;

/**
 * Bins both sets over their common range; the axis is logarithmic where the scores span more
 * than two orders of magnitude, as gradients do.
 * @param alpha share of calibration images beyond the threshold, 0..1
 */
export function histogramOf(
  calibration: readonly number[],
  scored: readonly Scored[],
  alpha: number,
): Histogram {
  const sorted = [...calibration].sort((a, b) => a - b);
  const all = [...sorted, ...scored.map((one) => one.score)].filter(Number.isFinite);
  const positive = all.filter((score) => score > 0);
  const high = maximum(all, 1);
  const lowest = minimum(positive, 1e-6);
  const isLogarithmic = high / lowest > 100 && positive.length > 0;
  // Below a millionth of the largest score nothing can be told apart on the axis.
  const low = isLogarithmic ? Math.max(lowest, high * 1e-6) : minimum(all, 0);
  const edges = Array.from({ length: binCount + 1 }, (_, i) => {
    const part = i / binCount;
    return isLogarithmic ? low * (high / low) ** part : low + (high - low) * part;
  });
  const bin = (score: number): number => {
    const part = isLogarithmic
      ? Math.log(Math.max(score, low) / low) / Math.log(high / low)
      : (score - low) / (high - low || 1);
    return Math.min(binCount - 1, Math.max(0, Math.floor(part * binCount)));
  };
  const flagged = scored.filter((one) => one.isFlagged).map((one) => one.score);
  const ordinary = scored.filter((one) => !one.isFlagged).map((one) => one.score);
  const place = Math.ceil((1 - alpha) * sorted.length) - 1;
  return {
    edges,
    isLogarithmic,
    calibration: shares(sorted, bin, sorted.length),
    ordinary: shares(ordinary, bin, scored.length),
    flagged: shares(flagged, bin, scored.length),
    threshold: sorted[Math.max(0, place)] ?? null,
  };
}

function shares(scores: readonly number[], bin: (score: number) => number, of: number): number[] {
  const counts = new Array<number>(binCount).fill(0);
  for (const score of scores) if (Number.isFinite(score)) counts[bin(score)]! += 1;
  return counts.map((count) => (of === 0 ? 0 : count / of));
}

function minimum(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((a, b) => Math.min(a, b));
}

function maximum(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((a, b) => Math.max(a, b));
}
