import { combinedStatistic } from '../../core/calibration/combined-statistic.ts';
import type { DetectorMetadata } from '../../protocol/detector.ts';
import type { WireThreshold } from '../../protocol/lsp.ts';
import type { ScoreRecord } from '../../protocol/record.ts';

export interface CalibrationPlace {
  /** Ascending, one more than bins, in the unit of the axis. */
  readonly edges: readonly number[];
  /** Calibration images a bin. */
  readonly counts: readonly number[];
  /** This image on the axis; null where it has no score. */
  readonly score: number | null;
  /** Where the threshold lies on the axis; null where no calibration image lies beyond it. */
  readonly threshold: number | null;
}

const BINS = 32;

/**
 * Where an image lies among the calibration images, on the axis that decides: what lies to its
 * right is what its p-value counts. That is the combined statistic, or the score of one view where
 * that view decides alone; logarithmic where scores span more than two orders of magnitude, as
 * gradients do.
 */
export function calibrationPlace(
  record: Pick<ScoreRecord, 'score' | 'neighbourScore'>,
  { calibration, prototype }: Pick<DetectorMetadata, 'calibration' | 'prototype'>,
  { view, p }: WireThreshold,
): CalibrationPlace {
  const { groodScores, neighbourScores } = calibration;
  const { score, neighbourScore } = record;
  if (prototype === 'none') return place(neighbourScores, neighbourScore, p);
  if (view === 'grood') return place(groodScores, score, p);
  const statistic = combinedStatistic({ grood: groodScores, neighbours: neighbourScores });
  const values = groodScores.map((each, i) => statistic(each, neighbourScores[i]!));
  const own = score === null || neighbourScore === null ? null : statistic(score, neighbourScore);
  return place(values, own, p);
}

function place(calibration: readonly number[], own: number | null, p: number): CalibrationPlace {
  const all = own === null ? calibration : [...calibration, own];
  const positive = all.filter((value) => value > 0);
  const high = positive.reduce((a, b) => Math.max(a, b), 0);
  const least = positive.reduce((a, b) => Math.min(a, b), high);
  const isLogarithmic = high > 100 * least;
  // Below a millionth of the largest nothing can be told apart.
  const floor = Math.max(least, high * 1e-6);
  const onAxis = (value: number): number =>
    isLogarithmic ? Math.log10(Math.max(value, floor)) : value;
  const from = isLogarithmic ? Math.log10(floor) : all.reduce((a, b) => Math.min(a, b), high);
  const to = onAxis(high);
  const width = (to - from) / BINS || 1 / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of calibration) {
    const bin = Math.floor((onAxis(value) - from) / width);
    counts[Math.min(BINS - 1, Math.max(0, bin))]! += 1;
  }
  const limit = thresholdValue(calibration, p);
  return {
    edges: Array.from({ length: BINS + 1 }, (_, i) => from + i * width),
    counts,
    score: own === null ? null : onAxis(own),
    threshold: limit === null ? null : onAxis(limit),
  };
}

/** The smallest calibration value that at most floor(p (n + 1)) - 1 others reach. */
function thresholdValue(calibration: readonly number[], p: number): number | null {
  const sorted = Float64Array.from(calibration).sort().reverse();
  const flaggable = Math.floor(p * (sorted.length + 1) * (1 + 1e-9)) - 1;
  return flaggable < 0 ? null : (sorted[Math.min(flaggable, sorted.length - 1)] ?? null);
}
