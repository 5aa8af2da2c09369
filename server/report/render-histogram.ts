import { distance } from '../protocol/number-words.ts';
import type { Histogram } from './histogram.ts';
import { html, type Markup, trusted } from './html.ts';

const size = { width: 1160, height: 210, bottom: 22 };

/** The drawing: calibration in grey behind, this run before it, a line at the threshold. */
export function renderHistogram(histogram: Histogram, alpha: number): Markup {
  const { calibration, ordinary, flagged, edges } = histogram;
  const bins = edges.length - 1;
  const tops = calibration.map((share, i) => Math.max(share, ordinary[i]! + flagged[i]!));
  const highest = Math.max(...tops, 1e-9);
  const plot = size.height - size.bottom - 14;
  const step = size.width / bins;
  const bar = (kind: string, i: number, of: { from: number; share: number }): string => {
    if (of.share <= 0) return '';
    // A single image of many must still be seen.
    const height = Math.max(1.5, (of.share / highest) * plot);
    const y = size.height - size.bottom - (of.from / highest) * plot - height;
    const inset = kind === 'calibration' ? 0.5 : 2.5;
    const place = `x="${f(i * step + inset)}" y="${f(y)}" width="${f(step - 2 * inset)}"`;
    return `<rect class="${kind}" ${place} height="${f(height)}"/>`;
  };
  const bars = tops.flatMap((_, i) => [
    bar('calibration', i, { from: 0, share: calibration[i]! }),
    bar('ordinary', i, { from: 0, share: ordinary[i]! }),
    bar('flagged', i, { from: ordinary[i]!, share: flagged[i]! }),
  ]);
  const low = edges[0]!;
  const high = edges[bins]!;
  const range = `from ${distance(low)} to ${distance(high)}`;
  const label = `Scores of this run before those of the calibration images, ${range}`;
  return html`<svg class="histogram" viewBox="0 0 ${size.width} ${size.height}" role="img"
  aria-label="${label}">${trusted(bars.join(''))}${thresholdLine(histogram, alpha)}<path
  class="axis" d="M0 ${size.height - size.bottom + 0.5}H${size.width}"/><text x="0"
  y="${size.height - 6}">${distance(low)}</text><text x="${size.width}" y="${size.height - 6}"
  text-anchor="end">${distance(high)}${histogram.isLogarithmic ? ' (log scale)' : ''}</text></svg>`;
}

function thresholdLine(histogram: Histogram, alpha: number): Markup | null {
  const { threshold, edges, isLogarithmic } = histogram;
  if (threshold === null) return null;
  const [low, high] = [edges[0]!, edges.at(-1)!];
  const part = isLogarithmic
    ? Math.log(Math.max(threshold, low) / low) / Math.log(high / low)
    : (threshold - low) / (high - low || 1);
  const x = Math.min(1, Math.max(0, part)) * size.width;
  const isRight = x > size.width * 0.7;
  const anchor = isRight ? 'end' : 'start';
  const percent = Number((alpha * 100).toFixed(1));
  const text = `${percent} % of calibration images lie beyond`;
  return html`<path class="threshold" d="M${f(x)} 0V${size.height - size.bottom}"/><text
  x="${f(x + (isRight ? -6 : 6))}" y="12" text-anchor="${anchor}">${text}</text>`;
}

function f(value: number): string {
  return value.toFixed(1);
}
