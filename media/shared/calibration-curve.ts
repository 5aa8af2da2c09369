import type { ExplainAnswer } from '../../server/protocol/lsp.ts';
import { pValue } from '../../server/protocol/number-words.ts';
import { element, shape } from './element.ts';
import { t } from './texts.ts';

export interface CurveMarks {
  /** The threshold on p; null: not known. */
  readonly thresholdP: number | null;
  readonly p: number | null;
}

/**
 * The scores of the calibration images as a curve and this image's place in it. The threshold's
 * place is read off the curve: where as large a share of the images lies beyond it.
 */
export function calibrationCurve(
  { edges, counts, score }: ExplainAnswer['calibration'],
  marks: CurveMarks,
): HTMLElement | null {
  const first = edges[0];
  const last = edges.at(-1);
  if (first === undefined || last === undefined || counts.length === 0) return null;
  const low = Math.min(first, score ?? first);
  const high = Math.max(last, score ?? last);
  const span = (high - low) * 1.04 || 1;
  const at = (value: number): number => (100 * (value - low)) / span;
  const curve = shape(
    'svg',
    { viewBox: '0 0 100 100', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    shape('path', { class: 'curve', d: outline(edges, counts, at) }),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  const node = element('div', { class: 'curve-box', role: 'img' }, curve);
  const { thresholdP, p } = marks;
  if (thresholdP !== null) {
    const place = at(scoreBeyond(edges, counts, thresholdP));
    node.append(mark(place, 'threshold-mark', t('threshold {0}', pValue(thresholdP))));
  }
  if (score !== null) {
    const isOver = p !== null && thresholdP !== null && p <= thresholdP;
    node.append(mark(at(score), isOver ? 'image-mark is-over' : 'image-mark', t('this image')));
  }
  node.setAttribute('aria-label', spoken(total, p));
  const count = t('{0} ordinary images it was calibrated on', total);
  return element('div', { class: 'curve-figure' }, node, element('p', { class: 'detail' }, count));
}

function spoken(total: number, p: number | null): string {
  const place = p === null ? t('this image has no place among them') : `p ${pValue(p)}`;
  return t('Scores of {0} calibration images; {1}', total, place);
}

function outline(
  edges: readonly number[],
  counts: readonly number[],
  at: (value: number) => number,
): string {
  const most = Math.max(1, ...counts);
  const points = counts.map((count, bin) => {
    const middle = ((edges[bin] ?? 0) + (edges[bin + 1] ?? 0)) / 2;
    return [at(middle), 100 - (92 * count) / most] as const;
  });
  const start = at(edges[0] ?? 0);
  const end = at(edges.at(-1) ?? 0);
  // Bends between bins halfway, so that the curve passes no count by.
  let path = `M${start} 100`;
  let before: readonly [number, number] = [start, 100];
  for (const point of [...points, [end, 100] as const]) {
    const bend = (before[0] + point[0]) / 2;
    path += `C${bend} ${before[1]} ${bend} ${point[1]} ${point[0]} ${point[1]}`;
    before = point;
  }
  return `${path}Z`;
}

/** The score beyond which the given share of the images lies. */
function scoreBeyond(edges: readonly number[], counts: readonly number[], share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let left = share * total;
  for (let bin = counts.length - 1; bin >= 0; bin--) {
    const count = counts[bin] ?? 0;
    const low = edges[bin] ?? 0;
    const high = edges[bin + 1] ?? low;
    if (count > 0 && left <= count) return high - ((high - low) * left) / count;
    left -= count;
  }
  return edges[0] ?? 0;
}

function mark(place: number, className: string, label: string): HTMLElement {
  const side = place > 62 ? ' is-left' : '';
  const node = element('span', { class: `mark-line ${className}${side}` });
  node.append(element('span', { class: 'mark-label' }, label));
  node.style.left = `${place}%`;
  return node;
}
