import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { hashOf, openForTest, temporaryFolder } from './rows.ts';

function write(folder: string, ...numbers: number[]): ChildProcess {
  const writer = join(import.meta.dirname, 'writer.ts');
  return spawn(process.execPath, [writer, folder, ...numbers.map(String)]);
}

test('three processes that write to a new store at once lose nothing', async (context) => {
  const folder = temporaryFolder(context);
  const writers = [0, 1000, 2000].map((first) => write(folder, first, 500, 5));
  const ends = await Promise.all(
    writers.map(async (writer) => {
      const [notes, [code]] = await Promise.all([
        text(writer.stderr ?? process.stdin),
        once(writer, 'close'),
      ]);
      return { notes, code };
    }),
  );
  assert.deepEqual(ends, Array(3).fill({ notes: '', code: 0 }));
  const { store } = openForTest(context, folder);
  const hashes = [0, 1000, 2000].flatMap((first) =>
    Array.from({ length: 500 }, (_, i) => hashOf(first + i)),
  );
  assert.equal(store.featuresFor(hashes, 'a').size, 1500);
  for (const first of [0, 1000, 2000]) {
    const [run] = store.runsOf(`/data/${first}`);
    assert.ok(run !== undefined && run.finishedMs !== null);
    assert.equal(store.pageRun(run.id, { offset: 0, count: 1 }).total, 500);
  }
});

test('kill -9 loses nothing that was reported, and half of no batch', async (context) => {
  const folder = temporaryFolder(context);
  const writer = write(folder, 0, 1_000_000, 10);
  let last = -1;
  writer.stdout?.on('data', (chunk: Buffer) => {
    last = Number(chunk.toString().trim().split('\n').at(-1));
    if (last > 500) writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  const { store, notes } = openForTest(context, folder);
  const [run] = store.runsOf('/data/0');
  assert.ok(run !== undefined && run.finishedMs === null && last > 500);
  const { total, rows } = store.pageRun(run.id, { offset: 0, count: 1_000_000 });
  assert.ok(total > last && total % 10 === 0, `${total} rows, ${last} reported`);
  const hashes = rows.map((row) => hashOf(Number(row.path.split('.')[0])));
  const features = store.featuresFor(hashes, 'a');
  assert.equal(features.size, total);
  for (const [hash, row] of features) assert.equal(row.features[0], Number.parseInt(hash, 16));
  store.addRunRows(run.id, rows.slice(0, 1));
  assert.deepEqual(notes, []);
});
