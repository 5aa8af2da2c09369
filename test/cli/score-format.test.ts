import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { readTarget } from '../../server/cli/score-format.ts';

type Flags = Readonly<Record<string, string | boolean>>;

const good: { flags: Flags; format: string; out?: string; json?: boolean }[] = [
  { flags: {}, format: 'table' },
  { flags: { json: true }, format: 'jsonl' },
  { flags: { json: true, format: 'jsonl' }, format: 'jsonl' },
  { flags: { format: 'csv' }, format: 'csv' },
  { flags: { out: 'a.csv' }, format: 'csv', out: 'a.csv' },
  { flags: { out: 'a.PARQUET' }, format: 'parquet', out: 'a.PARQUET' },
  { flags: { out: 'a.ndjson' }, format: 'jsonl', out: 'a.ndjson' },
  { flags: { out: 'a.txt' }, format: 'table', out: 'a.txt' },
  { flags: { out: 'a.txt', format: 'csv', json: true }, format: 'csv', out: 'a.txt', json: true },
];
for (const { flags, format, out, json } of good) {
  test(`${JSON.stringify(flags)} writes ${format}`, () => {
    const target = readTarget({ flags, words: [] }, true);
    assert.ok(target.ok);
    assert.deepEqual(target.value, {
      format,
      out: out === undefined ? null : resolve(out),
      isSummaryJson: json === true,
    });
  });
}

const bad: { flags: Flags; want: RegExp }[] = [
  { flags: { format: 'xml' }, want: /--format is one of table, csv, jsonl, parquet; it is "xml"/ },
  { flags: { format: 'csv', json: true }, want: /--json prints JSON lines/ },
  { flags: { format: 'parquet' }, want: /Parquet is binary/ },
];
for (const { flags, want } of bad) {
  test(`${JSON.stringify(flags)} is refused on a terminal`, () => {
    const target = readTarget({ flags, words: [] }, true);
    assert.ok(!target.ok);
    assert.match(target.failure.message, want);
  });
}
