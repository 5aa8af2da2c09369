/**
 * Calibration images must be neither in prototypes nor in G. In order of preference: the user's
 * validation folder; a fifth of the training images, by content hash; for small sets, folds
 * (grood.md, "Two views").
 */
import { CALIBRATION_MAX } from '../../core/calibration/combined-p-values.ts';
import { splitHeldOut } from '../../core/calibration/split-held-out.ts';
import { sampleRows, seededRandom } from '../../core/metrics/seeded-random.ts';
import type { EmbeddedSet } from './embedded-set.ts';
import { subset } from './embedded-set.ts';
import { rowsWhere } from './feature-collector.ts';

/** Below this many training images in all, holding a fifth out costs more than it tells. */
const SMALL_TRAINING_SET = 200;
const SEED = 1;

export type CalibrationPlan =
  | { readonly kind: 'validation'; readonly images: EmbeddedSet; readonly training: EmbeddedSet }
  | { readonly kind: 'held-out'; readonly images: EmbeddedSet; readonly training: EmbeddedSet }
  | { readonly kind: 'cross-conformal'; readonly training: EmbeddedSet };

const NO_VALIDATION =
  'No validation image is left to calibrate with (none can be read, or all are copies of training ' +
  'images), so training images calibrate instead.';

/** Says which images calibrate and which are left to train on. */
export function planCalibration(
  training: EmbeddedSet,
  validation: EmbeddedSet | null,
  warnings: string[],
): CalibrationPlan {
  if (validation !== null && validation.files.length > 0) {
    const trained = new Set(training.hashes);
    const fresh = rowsWhere(validation.hashes, (hash) => !trained.has(hash));
    const copies = validation.files.length - fresh.length;
    if (copies > 0) {
      warnings.push(
        `${copies} of ${validation.files.length} validation images are copies of training images ` +
          'and were left out of the calibration.',
      );
    }
    if (fresh.length > 0) {
      return { kind: 'validation', images: subset(validation, thinned(fresh)), training };
    }
  }
  if (validation !== null) warnings.push(NO_VALIDATION);
  if (training.files.length < SMALL_TRAINING_SET) return { kind: 'cross-conformal', training };
  const isHeldOut = splitHeldOut(training.hashes, training.labels);
  const rows = (wanted: boolean): number[] =>
    rowsWhere(training.hashes, (_, row) => isHeldOut(row) === wanted);
  return {
    kind: 'held-out',
    images: subset(training, thinned(rows(true))),
    training: subset(training, rows(false)),
  };
}

/** More would make no p-value better, and each of them slower. */
function thinned(rows: readonly number[]): readonly number[] {
  if (rows.length <= CALIBRATION_MAX) return rows;
  const sample = sampleRows(seededRandom(SEED), rows.length, CALIBRATION_MAX);
  return Array.from(sample, (index) => rows[index]!);
}
