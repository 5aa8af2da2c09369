import { counted, pValue, thousands } from '../protocol/number-words.ts';
import type { ScoreRecord } from '../protocol/record.ts';
import {
  type Grade,
  gradeMarks,
  gradeOf,
  verdictSentence,
  type Yardstick,
} from '../protocol/sentences.ts';

/**
 * The table for people: most suspicious first, unreadable files last. Keeps a slim row an image,
 * since the order is known only at the end; machines stream csv, jsonl or parquet instead.
 */
export class SuspiciousTable {
  private readonly rows: Row[] = [];
  private readonly yardstick: Yardstick;

  constructor(yardstick: Yardstick) {
    this.yardstick = yardstick;
  }

  add(records: readonly ScoreRecord[]): void {
    for (const record of records) {
      this.rows.push({
        path: record.path,
        p: record.p,
        score: record.score ?? record.neighbourScore ?? 0,
        grade: gradeOf(record, this.yardstick.calibrationCount),
        sentence: verdictSentence(record, this.yardstick),
      });
    }
  }

  /** @param look at most this many rows; unreadable files keep some of them, at the end */
  print(look: { rows: number; isColoured: boolean }): string[] {
    if (this.rows.length === 0) return [];
    const sorted = this.rows.sort(bySuspicion);
    const firstError = sorted.findIndex((row) => row.p === null);
    const readable = firstError < 0 ? sorted : sorted.slice(0, firstError);
    const errors = firstError < 0 ? [] : sorted.slice(firstError);
    const errorsShown = Math.min(errors.length, Math.max(errorRows, look.rows - readable.length));
    const judged = readable.slice(0, look.rows - errorsShown);
    const broken = errors.slice(0, errorsShown);
    const rest = [...readable.slice(judged.length), ...errors.slice(broken.length)];
    const shown = [...judged, ...broken];
    const width = shown.reduce((most, { path }) => Math.max(most, printable(path).length), 4);
    const line = (row: Row): string => lineOf(row, { width, isColoured: look.isColoured });
    const head = `  ${'p'.padEnd(6)}  ${'file'.padEnd(width)}  verdict`;
    return [head, ...judged.map(line), ...more(rest), ...broken.map(line)];
  }
}

/** Rows kept for unreadable files where not all rows are shown. */
const errorRows = 5;

interface Row {
  readonly path: string;
  readonly p: number | null;
  readonly score: number;
  readonly grade: Grade;
  readonly sentence: string;
}

function lineOf(row: Row, look: { width: number; isColoured: boolean }): string {
  const p = row.p === null ? '' : pValue(row.p);
  const plain = gradeMarks[row.grade];
  const mark = look.isColoured ? coloured(plain, row.grade) : plain;
  const path = printable(row.path).padEnd(look.width);
  return `${mark} ${p.padEnd(6)}  ${path}  ${printable(row.sentence)}`;
}

function bySuspicion(a: Row, b: Row): number {
  if (a.p === null || b.p === null) {
    return Number(a.p === null) - Number(b.p === null) || (a.path < b.path ? -1 : 1);
  }
  return a.p - b.p || b.score - a.score || (a.path < b.path ? -1 : 1);
}

function more(rest: readonly Row[]): string[] {
  if (rest.length === 0) return [];
  const ordinary = rest.filter((row) => row.grade === 'ordinary').length;
  const which = `${thousands(ordinary)} ordinary`;
  return [`… and ${counted(rest.length, 'more file')} (${which}); --format csv lists all.`];
}

const colours: Readonly<Record<Grade, string>> = {
  ordinary: '2',
  unusual: '33',
  'very-unusual': '31',
  unreadable: '35',
};

function coloured(text: string, grade: Grade): string {
  return `\u001b[${colours[grade]}m${text}\u001b[0m`;
}

/** File names may hold line breaks and escape sequences: they are shown, not obeyed. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
