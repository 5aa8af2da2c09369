import type { ScoreRecord } from '../../protocol/record.ts';
import { type Column, columns } from './columns.ts';
import type { TableSink, TableWriter } from './table-writer.ts';

/**
 * CSV as in RFC 4180, UTF-8, with a header; neighbours are JSON in a field. Data stay as they are:
 * a path that begins with `=` is still that path, so nothing is put in front of it.
 */
export function csvWriter(sink: TableSink): TableWriter {
  let hasHeader = false;
  const put = async (rows: readonly string[]): Promise<void> => {
    const header = hasHeader ? [] : [columns.join(',')];
    hasHeader = true;
    const lines = [...header, ...rows];
    if (lines.length > 0) await sink(`${lines.join('\r\n')}\r\n`);
  };
  return {
    write: (records) => put(records.map(row)),
    end: () => put([]),
  };
}

function row(record: ScoreRecord): string {
  return columns.map((column) => field(record[column])).join(',');
}

function field(value: ScoreRecord[Column]): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
