import { type BenchResult, type Figure, isMet, type Target } from './bench.ts';

/** Lines of text for one bench: a row a figure, with its target and whether it is met. */
export function tableOf(name: string, result: BenchResult, seconds: number): string {
  const head = `${name} (${seconds.toFixed(0)} s)`;
  if ('skipped' in result) return `${head}\n  skipped: ${result.skipped}`;
  if ('failed' in result) return `${head}\n  FAILED: ${result.failed}`;
  const width = Math.max(...result.figures.map((figure) => figure.name.length));
  return [head, ...result.figures.map((figure) => row(figure, width))].join('\n');
}

function row(figure: Figure, width: number): string {
  const detail = figure.detail === undefined ? '' : `  (${figure.detail})`;
  const columns = [
    `  ${figure.name.padEnd(width)}`,
    valueWords(figure).padStart(12),
    targetWords(figure.target).padEnd(15),
    verdict(figure).padEnd(7),
  ];
  return `${columns.join('  ')}${detail}`.trimEnd();
}

/** The same as rows of a Markdown table: bench, figure, measured, target, how it came about. */
export function markdownOf(name: string, result: BenchResult): string {
  if (!('figures' in result)) return `| \`${name}\` | not measured | | | |`;
  return result.figures
    .map((figure) => {
      const met = isMet(figure) === false ? ' (not met)' : '';
      const target = `${targetWords(figure.target)}${met}`;
      const cells = [`\`${name}\``, figure.name, valueWords(figure), target, figure.detail ?? ''];
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');
}

export const markdownHead = `| bench | figure | measured | target | how it came about |
| --- | --- | ---: | --- | --- |`;

function verdict(figure: Figure): string {
  const met = isMet(figure);
  if (met === null) return '';
  return met ? 'met' : 'NOT MET';
}

function valueWords({ value, unit }: Figure): string {
  return `${number(value)} ${unit}`.trimEnd();
}

function targetWords(target: Target | undefined): string {
  if (target === undefined) return '';
  const { atLeast, atMost } = target;
  if (atLeast !== undefined && atMost !== undefined) {
    return `${number(atLeast)} … ${number(atMost)}`;
  }
  return atLeast === undefined ? `≤ ${number(atMost ?? 0)}` : `≥ ${number(atLeast)}`;
}

function number(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en');
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
