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
