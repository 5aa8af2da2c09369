import type { CalibrationScores } from './combined-p-values.ts';
import { rankAmong } from './ranks.ts';

/**
 * c(x) = -(3 ln(r_G / (n + 1)) + ln(r_N / (n + 1))) by image: the combined score to rank images by
 * and to take AUROC of. Higher = more OOD. Verdicts compare integers instead (`combinedPValues`).
 */
export function combinedStatistic(
  calibration: CalibrationScores,
): (score: number, neighbourScore: number) => number {
  const grood = Float64Array.from(calibration.grood).sort();
  const neighbours = Float64Array.from(calibration.neighbours).sort();
  const pool = grood.length + 1;
  return (score, neighbourScore) => {
    const share = rankAmong(grood, score) / pool;
    const neighbourShare = rankAmong(neighbours, neighbourScore) / pool;
    return -(3 * Math.log(share) + Math.log(neighbourShare));
  };
}
