import { extname } from 'node:path';
import { ok, type Result } from '../../protocol/failure.ts';
import { counted } from '../../protocol/number-words.ts';
import type { Decision } from '../decisions/decision.ts';
import { writeNew } from './write-new.ts';

const COLUMNS = ['id', 'batch', 'kind', 'state', 'from', 'to', 'hash', 'time'] as const;

/** Decisions as CSV, or as JSON where the file's name ends so; undone ones too, by their state. */
export async function exportDecisions(
  decisions: readonly Decision[],
  to: string,
  options: { readonly mayReplace: boolean },
): Promise<Result<{ readonly sentence: string }>> {
  const rows = decisions.filter(({ state }) => state !== 'dropped').map(rowOf);
  const isJson = extname(to).toLowerCase() === '.json';
  const text = isJson ? `${JSON.stringify(rows, null, 2)}\n` : csv(rows);
  const result = await writeNew(to, text, options);
  if (!result.ok) return result;
  return ok({ sentence: `Wrote ${counted(rows.length, 'decision')} to ${to}.` });
}

type Row = Readonly<Record<(typeof COLUMNS)[number], string | number>>;

function rowOf({ id, batch, kind, state, from, to, hash, madeMs }: Decision): Row {
  return { id, batch, kind, state, from, to, hash, time: new Date(madeMs).toISOString() };
}

function csv(rows: readonly Row[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => field(String(row[column]))).join(','));
  return [COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

/** As in RFC 4180. */
function field(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
