import { sampleRows, seededRandom } from '../metrics/seeded-random.ts';
import { CALIBRATION_MAX, type CalibrationScores } from './combined-p-values.ts';

/** A seeded sample of at most `CALIBRATION_MAX` calibration images, both views of each together. */
export function thinCalibration(
  scores: CalibrationScores,
  seed: number,
  countMax: number = CALIBRATION_MAX,
): CalibrationScores {
  if (scores.grood.length <= countMax) return scores;
  const rows = sampleRows(seededRandom(seed), scores.grood.length, countMax);
  return {
    grood: Float64Array.from(rows, (row) => scores.grood[row]!),
    neighbours: Float64Array.from(rows, (row) => scores.neighbours[row]!),
  };
}
