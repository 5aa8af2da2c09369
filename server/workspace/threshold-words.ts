import { chanceLimitOf } from '../pipeline/chance-limit.ts';
import type { ThresholdAnswer, WireThreshold } from '../protocol/lsp.ts';
import {
  calibrationNote,
  chanceNote,
  countsSentence,
  type RunCounts,
} from '../protocol/sentences.ts';
import type { StoredGradeCounts } from '../store/images.ts';

/** What a threshold finds and what it means, in words. */
export function thresholdAnswer(
  counts: StoredGradeCounts,
  threshold: WireThreshold,
  calibrationCount: number,
): ThresholdAnswer {
  const flagged = counts.veryUnusual + counts.unusual;
  const scored = flagged + counts.ordinary;
  const run: RunCounts = {
    scored,
    flagged,
    errors: counts.unreadable,
    alpha: threshold.p,
    fdr: null,
    calibrationCount,
  };
  const notes = [
    calibrationNote(calibrationCount, threshold.p),
    chanceNote(run, chanceLimitOf(run)),
  ];
  return {
    found: flagged,
    expectedByChance: threshold.p * scored,
    sentences: [countsSentence(run), ...notes.filter((note) => note !== null)],
  };
}
