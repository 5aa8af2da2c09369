import type { HistogramAnswer, WireThreshold } from '../protocol/lsp.ts';
import type { DetectorCard } from './detector-card.ts';

const BINS = 40;

/**
 * How many images have which p-value, on the axis -log10 p. The calibration images' own p-values
 * are their ranks, so that a folder of ordinary images has the same shape.
 */
export function histogramOf(
  pCounts: readonly { readonly p: number; readonly count: number }[],
  card: DetectorCard,
  threshold: WireThreshold,
): HistogramAnswer {
  const last = -Math.log10(card.smallestP);
  const bins = Math.min(BINS, Math.max(1, card.calibrationCount));
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i * last) / bins);
  const put = (into: number[], p: number, count: number): void => {
    const place = Math.floor((-Math.log10(p) / last) * bins + 1e-9);
    const bin = Math.min(bins - 1, Math.max(0, place));
    into[bin] = into[bin]! + count;
  };
  const folder = new Array<number>(bins).fill(0);
  for (const { p, count } of pCounts) put(folder, p, count);
  const calibration = new Array<number>(bins).fill(0);
  const n = card.calibrationCount;
  for (let rank = 1; rank <= n; rank += 1) put(calibration, rank / (n + 1), 1);
  return { edges, folder, calibration, threshold, smallestP: card.smallestP };
}
