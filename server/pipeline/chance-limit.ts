import { fdrLimit } from '../core/calibration/benjamini-hochberg.ts';
import { ordinaryFlaggedLimit } from '../core/calibration/ordinary-limit.ts';
import type { ScoreSummary } from './options.ts';

/** The most flagged images that 99 % of ordinary folders of this size would have. */
export function chanceLimitOf(
  run: Pick<ScoreSummary, 'scored' | 'calibrationCount' | 'alpha'>,
): number {
  return ordinaryFlaggedLimit({
    imageCount: run.scored,
    calibrationCount: run.calibrationCount,
    alpha: run.alpha,
  });
}

/** Images that must tie at the smallest p-value before any is flagged; null without an FDR. */
export function fdrTiesOf(
  run: Pick<ScoreSummary, 'scored' | 'calibrationCount' | 'fdr'>,
): number | null {
  if (run.fdr === null) return null;
  return fdrLimit(run.calibrationCount, run.scored, run.fdr).tiesNeeded;
}
