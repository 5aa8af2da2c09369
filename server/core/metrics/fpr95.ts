import { quantile } from './quantile.ts';

/**
 * Share of OOD images (0..1) whose score is at most the 95 % quantile, linearly interpolated, of
 * the in-distribution scores: the strangers missed where 5 % of ordinary images are flagged.
 */
export function fpr95(idScores: ArrayLike<number>, oodScores: ArrayLike<number>): number {
  const threshold = quantile(idScores, 0.95);
  let missed = 0;
  for (let i = 0; i < oodScores.length; i++) if (oodScores[i]! <= threshold) missed++;
  return missed / oodScores.length;
}
