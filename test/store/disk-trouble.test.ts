import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { hashOf, neighbours, openForTest, runRow, temporaryFolder } from './rows.ts';

const features = new Float32Array(1280).fill(0.5);
const row = (i: number) => ({ hash: hashOf(i), features, logits: null });

test('a disk that gets full in mid-run: a note, and nothing of the run is lost', (context) => {
  const folder = temporaryFolder(context);
  const { store, notes } = openForTest(context, folder, { sizeLimitBytes: 1_000_000 });
  const scores = { p: 1, score: 1, neighbourScore: 1, pGrood: 1, pNeighbours: 1, class: 'stop' };
  store.putResults('d', [{ ...scores, hash: hashOf(0), neighbours }]);
  const finished = store.beginRun({ folder: '/data', detectorId: 'd' });
  store.addRunRows(finished, [runRow('old.jpg', 0.5)]);
  store.endRun(finished);
  const run = store.beginRun({ folder: '/data', detectorId: 'd' });
  for (let i = 0; i < 400; i++) {
    store.write(() => {
      store.putFeatures('a', [row(i)]);
      store.addRunRows(run, [runRow(`${i}.jpg`, i / 400, { hash: hashOf(i) })]);
    });
  }
  assert.equal(notes.length, 1);
  assert.match(
    notes[0] ?? '',
    /store\.sqlite can't be written \(the disk is full\); this run goes/,
  );
  assert.equal(store.isKept, false);
  store.endRun(run);
  const hashes = Array.from({ length: 400 }, (_, i) => hashOf(i));
  assert.equal(store.featuresFor(hashes, 'a').size, 400);
  const page = store.pageRun(run, { sort: { by: 'p' }, offset: 0, count: 400 });
  const paths = Array.from({ length: 400 }, (_, i) => `${i}.jpg`);
  assert.deepEqual(
    page.rows.map(({ path }) => path),
    paths,
  );
  assert.deepEqual(page.rows[0]?.neighbours, neighbours);
  assert.equal(store.pageRun(finished, { offset: 0, count: 1 }).total, 1);
  assert.deepEqual(
    store.runsOf('/data').map(({ id, finishedMs }) => [id, finishedMs !== null]),
    [
      [run, true],
      [finished, true],
    ],
  );
  assert.notEqual(store.beginRun({ folder: '/data', detectorId: 'd' }), run);
  store.close();
  const again = openForTest(context, folder);
  const kept = again.store.featuresFor(hashes, 'a').size;
  assert.ok(kept > 50 && kept < 400, `${kept} rows were on disk`);
  again.store.putFeatures(
    'a',
    hashes.map((_, i) => row(i)),
  );
  assert.deepEqual([again.store.featuresFor(hashes, 'a').size, again.notes], [400, []]);
});

const refused = [
  {
    name: 'a damaged file',
    make: (path: string) => writeFileSync(path, Buffer.alloc(8192, 'no database ')),
    note: /is not a database/,
  },
  {
    name: 'a store of a newer version',
    make(path: string): void {
      const database = new DatabaseSync(path);
      database.exec('CREATE TABLE t (x)');
      database.exec(`PRAGMA application_id = ${0x47524f44}; PRAGMA user_version = 99`);
      database.close();
    },
    note: /written by a newer version .* left as it is/,
  },
  {
    name: 'a database of another program',
    make(path: string): void {
      const database = new DatabaseSync(path);
      database.exec('CREATE TABLE t (x)');
      database.close();
    },
    note: /another program; it is left as it is/,
  },
];
for (const { name, make, note } of refused) {
  test(`${name} is not touched; the run goes on in memory`, (context) => {
    const folder = temporaryFolder(context);
    const path = join(folder, 'store.sqlite');
    make(path);
    const before = readFileSync(path);
    const { store, notes } = openForTest(context, folder);
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? '', note);
    assert.ok(notes[0]?.includes(path));
    store.putFeatures('a', [row(1)]);
    assert.equal(store.featuresFor([hashOf(1)], 'a').size, 1);
    store.close();
    assert.deepEqual(readFileSync(path), before);
    assert.deepEqual(readdirSync(folder).sort(), ['.gitignore', 'store.sqlite']);
  });
}

test('a file that turns out damaged in mid-run is a note, not the end', (context) => {
  const folder = temporaryFolder(context);
  const first = openForTest(context, folder);
  for (let i = 0; i < 200; i++) first.store.putFeatures('a', [row(i)]);
  first.store.close();
  const path = join(folder, 'store.sqlite');
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xa5, 40_000, bytes.length));
  const { store, notes } = openForTest(context, folder);
  const hashes = Array.from({ length: 200 }, (_, i) => hashOf(i));
  assert.ok(store.featuresFor(hashes, 'a').size < 200);
  store.putFeatures(
    'a',
    hashes.map((_, i) => row(i)),
  );
  assert.equal(store.featuresFor(hashes, 'a').size, 200);
  assert.equal(notes.length, 1);
  assert.match(notes[0] ?? '', /it is damaged/);
});

test('a folder that is a file is a note', (context) => {
  const path = join(temporaryFolder(context), 'file');
  writeFileSync(path, '');
  const { store, notes } = openForTest(context, path);
  assert.match(notes[0] ?? '', /its folder is a file/);
  assert.equal(store.isKept, false);
});

test('a store in memory, asked for, needs no note', (context) => {
  assert.deepEqual(openForTest(context, null).notes, []);
});

// Permissions do not stop the administrator, so the reader runs as somebody else where it can.
const isRoot = process.getuid?.() === 0;
const skip = process.platform === 'win32' ? 'Windows has no read-only folders' : false;
test('what a read-only store holds is still used', { skip }, async (context) => {
  const folder = temporaryFolder(context);
  const { store } = openForTest(context, folder);
  store.putFeatures('a', [row(1)]);
  store.close();
  if (isRoot) chownSync(folder, 0, 0);
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
  chmodSync(folder, 0o555);
  const reader = spawn(
    process.execPath,
    [join(import.meta.dirname, 'reader.ts'), folder, hashOf(1), hashOf(2)],
    isRoot ? { uid: 65534, gid: 65534 } : {},
  );
  const [out, errors] = await Promise.all([text(reader.stdout), text(reader.stderr)]);
  chmodSync(folder, 0o755);
  assert.equal(errors, '');
  const { found, notes } = JSON.parse(out) as { found: number; notes: string[] };
  assert.equal(found, 2);
  assert.equal(notes.length, 1);
  assert.match(notes[0] ?? '', /can't be written \((no permission|it is read-only)\)/);
});
