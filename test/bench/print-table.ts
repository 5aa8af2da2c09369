import { type BenchResult, type Figure, isMet, type Target } from './bench.ts';

/** Lines of text for one bench: a row a figure, with its target and whether it is met. */
export function tableOf(name: string, result: BenchResult, seconds: number): string {
  const head = `${name} (${seconds.toFixed(0)} s)`;
  if ('skipped' in result) return `${head}\n  skipped: ${result.skipped}`;
  if ('failed' in result) return `${head}\n  FAILED: ${result.failed}`;
  const width = Math.max(...result.figures.map((figure) => figure.name.length));
  const rows = result.figures.map((figure) => row(figure, width));
  return [head, ...rows].join('\n');
}

function row(figure: Figure, width: number): string {
  const value = `${number(figure.value)} ${figure.unit}`.padStart(14);
  const target = figure.target === undefined ? '' : targetWords(figure.target);
  const detail = figure.detail === undefined ? '' : `  (${figure.detail})`;
  return `  ${figure.name.padEnd(width)} ${value}  ${target.padEnd(18)} ${verdict(figure)}${detail}`;
}

function verdict(figure: Figure): string {
  const met = isMet(figure);
  if (met === null) return '       ';
  return met ? 'met    ' : 'NOT MET';
}

function targetWords({ atLeast, atMost }: Target): string {
  if (atLeast !== undefined && atMost !== undefined)
    return `${number(atLeast)} … ${number(atMost)}`;
  return atLeast === undefined ? `≤ ${number(atMost ?? 0)}` : `≥ ${number(atLeast)}`;
}

function number(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
}
