import { extname, resolve } from 'node:path';
import { ok, type Result } from '../protocol/failure.ts';
import { type Given, misuse } from './arguments.ts';

export const formats = ['table', 'csv', 'jsonl', 'parquet'] as const;
export type Format = (typeof formats)[number];

/** Where rows go and how they look. */
export interface ScoreTarget {
  readonly format: Format;
  /** Absolute path, or null for standard output. */
  readonly out: string | null;
  /** Standard output gets one JSON object about the run. */
  readonly isSummaryJson: boolean;
}

/** From --format, --out and --json; without --format the name of the file decides. */
export function readTarget({ flags }: Given, isTerminal: boolean): Result<ScoreTarget> {
  const typed = flags['format'];
  const out = typeof flags['out'] === 'string' ? resolve(flags['out']) : null;
  const isJson = flags['json'] === true;
  if (typed !== undefined && !isFormat(typed)) {
    return misuse('score', `--format is one of ${formats.join(', ')}; it is "${String(typed)}".`);
  }
  if (isJson && out === null && typed !== undefined && typed !== 'jsonl') {
    return misuse('score', `--json prints JSON lines; give --json or --format ${typed}.`);
  }
  const format = typed ?? (out === null ? (isJson ? 'jsonl' : 'table') : byExtension(out));
  if (format === 'parquet' && out === null && isTerminal) {
    return misuse('score', 'Parquet is binary; give --out FILE.parquet or redirect the output.');
  }
  return ok({ format, out, isSummaryJson: isJson && out !== null });
}

function isFormat(word: unknown): word is Format {
  return (formats as readonly unknown[]).includes(word);
}

function byExtension(path: string): Format {
  const extension = extname(path).slice(1).toLowerCase();
  if (extension === 'json' || extension === 'ndjson') return 'jsonl';
  return isFormat(extension) ? extension : 'table';
}
