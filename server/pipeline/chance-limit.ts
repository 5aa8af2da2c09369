import { ordinaryFlaggedLimit } from '../core/calibration/ordinary-limit.ts';
import type { ScoreSummary } from './options.ts';

/** The most flagged images that 99 % of ordinary folders of a run's size would have. */
export function chanceLimitOf(
  run: Pick<ScoreSummary, 'scored' | 'calibrationCount' | 'alpha'>,
): number {
  const { scored: imageCount, calibrationCount, alpha } = run;
  return ordinaryFlaggedLimit({ imageCount, calibrationCount, alpha });
}
