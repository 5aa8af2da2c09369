import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { createTableWriter, type TableFormat } from '../../server/io/tables/table-writer.ts';
import type { ScoreRecord } from '../../server/protocol/record.ts';

const neighbour = { path: 'stop/a "b", c.png', distance: 0.1 };
const scored: ScoreRecord = {
  path: 'in coming/a,b "c"\n.jpg',
  verdict: 'ood',
  p: 1 / 201,
  score: 1.5e-7,
  neighbourScore: 0.25,
  pGrood: 1,
  pNeighbours: 0.5,
  class: 'stop, or "go"',
  neighbours: [neighbour, { path: 'é😀.png', distance: 0.30000000000000004 }],
  lookalikes: [neighbour],
  error: null,
};
const nothing = { p: null, score: null, neighbourScore: null, pGrood: null, pNeighbours: null };
const unreadable: ScoreRecord = {
  ...{ path: '=cmd|\ufffd.jpg', pathBytes: 'PWNtZHz/LmpwZw==', verdict: 'error', ...nothing },
  ...{ class: null, neighbours: [], lookalikes: [], error: 'x.jpg is empty (0 bytes).' },
};
const records = [scored, unreadable];

async function written(format: TableFormat, batches: readonly (readonly ScoreRecord[])[]) {
  const pieces: Buffer[] = [];
  const writer = createTableWriter(format, async (data) => {
    pieces.push(Buffer.from(data as string));
  });
  for (const batch of batches) await writer.write(batch);
  await writer.end();
  return { bytes: Buffer.concat(pieces), pieces };
}

/** RFC 4180, written from the standard's grammar. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const fields = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  let end = 0;
  for (const [whole, field, after] of text.matchAll(fields)) {
    end += whole.length;
    const isQuoted = field!.startsWith('"');
    rows.at(-1)!.push(isQuoted ? field!.slice(1, -1).replaceAll('""', '"') : field!);
    if (after === '\r\n') rows.push([]);
  }
  assert.equal(end, text.length, 'the whole text is CSV');
  return rows.slice(0, -1);
}

test('JSON lines are the records', async () => {
  const { bytes } = await written('jsonl', [[scored], [], [unreadable]]);
  const lines = bytes.toString().trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    records,
  );
});

test('CSV has one header and every value, neighbours as JSON', async () => {
  const { bytes } = await written('csv', [[scored], [], [unreadable]]);
  const [header, ...rows] = parseCsv(bytes.toString());
  assert.equal(header?.join(), (await written('csv', [])).bytes.toString().trimEnd());
  const objects = rows.map((row) => Object.fromEntries(row.map((v, i) => [header![i]!, v])));
  for (const [i, record] of records.entries()) {
    const row = objects[i]!;
    assert.equal(row['path'], record.path);
    assert.equal(row['pathBytes'], record.pathBytes ?? '');
    assert.equal(row['verdict'], record.verdict);
    assert.equal(row['class'], record.class ?? '');
    assert.equal(row['error'], record.error ?? '');
    assert.deepEqual(JSON.parse(row['neighbours']!), record.neighbours);
    assert.deepEqual(JSON.parse(row['lookalikes']!), record.lookalikes);
    for (const key of Object.keys(nothing) as (keyof typeof nothing)[]) {
      assert.equal(row[key] === '' ? null : Number(row[key]), record[key]);
    }
  }
});

async function readParquet(bytes: Buffer) {
  const file = new Uint8Array(bytes).buffer;
  return { rows: await parquetReadObjects({ file }), metadata: parquetMetadata(file) };
}

test('Parquet holds the records, lists as lists', async () => {
  const { rows } = await readParquet((await written('parquet', [records])).bytes);
  const want = records.map((record) => ({ ...record, pathBytes: record.pathBytes ?? null }));
  assert.deepEqual(rows, want);
});

test('Parquet of no rows is a table with the columns', async () => {
  const { rows, metadata } = await readParquet((await written('parquet', [])).bytes);
  assert.deepEqual(rows, []);
  assert.equal(metadata.schema[1]?.name, 'path');
});

test('Parquet comes out group by group, whatever the batches are', async () => {
  const many = Array.from({ length: 12_001 }, (_, i) => ({ ...scored, path: `${i}.jpg`, p: i }));
  const small = Array.from({ length: 121 }, (_, i) => many.slice(i * 100, (i + 1) * 100));
  const { bytes, pieces } = await written('parquet', small);
  const whole = await written('parquet', [many]);
  assert.deepEqual(bytes, whole.bytes);
  assert.equal(pieces.length, 4, 'three groups and the footer');
  const { rows, metadata } = await readParquet(bytes);
  assert.deepEqual(
    metadata.row_groups.map(({ num_rows }) => Number(num_rows)),
    [5_000, 5_000, 2_001],
  );
  assert.deepEqual(
    rows.map((row) => row['path']),
    many.map(({ path }) => path),
  );
});

for (const format of ['csv', 'jsonl', 'parquet'] as const) {
  test(`${format}: a sink that fails, fails the write`, async () => {
    const full = createTableWriter(format, () => Promise.reject(new Error('disk full')));
    await assert.rejects(async () => {
      await full.write(records);
      await full.end();
    }, /disk full/);
  });
}
