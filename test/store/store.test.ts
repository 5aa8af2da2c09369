import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultStoreFolder } from '../../server/store/default-folder.ts';
import { hashOf, neighbours, openForTest, temporaryFolder } from './rows.ts';

const content = { hash: hashOf(1), format: 'jpeg', width: 640, height: 480 };
const file = { ...content, path: '/data/a.jpg', sizeBytes: 1000, mtimeMs: 1.7e12 + 0.25 };

const lookups = [
  { name: 'is known while it is unchanged', size: 1000, mtime: file.mtimeMs, want: content },
  { name: 'is new when its size changed', size: 1001, mtime: file.mtimeMs, want: null },
  { name: 'is new when its time changed', size: 1000, mtime: file.mtimeMs + 0.25, want: null },
];
for (const { name, size, mtime, want } of lookups) {
  test(`a file ${name}`, (context) => {
    const { store } = openForTest(context, null);
    store.putFiles([file]);
    assert.deepEqual(store.hashOf(file.path, size, mtime), want);
  });
}

test('two paths that differ only in bytes that are not UTF-8 are two files', (context) => {
  const { store } = openForTest(context, null);
  const paths = [0xff, 0xfe].map((byte) => Uint8Array.of(0x2f, byte));
  for (const [i, path] of paths.entries()) store.putFiles([{ ...file, path, hash: hashOf(i) }]);
  const found = paths.map((path) => store.hashOf(path, file.sizeBytes, file.mtimeMs)?.hash);
  assert.deepEqual(found, [hashOf(0), hashOf(1)]);
});

test('only sizes that were seen can be copies', (context) => {
  const { store } = openForTest(context, null);
  store.putFiles([file]);
  assert.equal(store.hasContentOfSize(1000), true);
  assert.equal(store.hasContentOfSize(1001), false);
});

test('features come back bit for bit, apart by backbone, also from a view', (context) => {
  const { store } = openForTest(context, temporaryFolder(context));
  const batch = Float32Array.of(1, -0, 1e-40, 3.4e38, 5, 6);
  const rows = [0, 1].map((i) => ({
    hash: hashOf(i),
    features: batch.subarray(3 * i, 3 * i + 3),
    logits: i === 0 ? null : Float32Array.of(7),
  }));
  store.putFeatures('a', rows);
  store.putFeatures('b', [{ hash: hashOf(0), features: Float32Array.of(8), logits: null }]);
  const found = store.featuresFor([hashOf(1), hashOf(0), hashOf(2)], 'a');
  assert.deepEqual([...found.keys()].sort(), [hashOf(0), hashOf(1)]);
  assert.deepEqual(found.get(hashOf(0))?.features, Float32Array.of(1, -0, 1e-40));
  assert.deepEqual(found.get(hashOf(1))?.features, Float32Array.of(3.4e38, 5, 6));
  assert.deepEqual(found.get(hashOf(1))?.logits, Float32Array.of(7));
  assert.equal(found.get(hashOf(0))?.logits, null);
  assert.deepEqual(store.featuresFor([hashOf(0)], 'b').get(hashOf(0))?.features[0], 8);
});

test('more hashes than one query takes are all found', (context) => {
  const { store } = openForTest(context, null);
  const hashes = Array.from({ length: 1201 }, (_, i) => hashOf(i));
  const features = Float32Array.of(1);
  store.putFeatures(
    'a',
    hashes.map((hash) => ({ hash, features, logits: null })),
  );
  assert.equal(store.featuresFor(hashes, 'a').size, 1201);
});

test('results come back with their neighbours, float32 scores unchanged', (context) => {
  const { store } = openForTest(context, null);
  const scores = { p: Math.fround(0.1), score: 2, neighbourScore: 3, pGrood: null };
  const result = { ...scores, pNeighbours: 0.25, class: 'stop', neighbours };
  const bare = { ...result, neighbours: null };
  store.putResults('d', [
    { ...result, hash: hashOf(0) },
    { ...bare, hash: hashOf(1) },
  ]);
  const found = store.resultsFor([hashOf(0), hashOf(1)], 'd');
  assert.deepEqual({ ...found.get(hashOf(0)) }, result);
  assert.deepEqual({ ...found.get(hashOf(1)) }, bare);
  assert.equal(store.resultsFor([hashOf(0)], 'other').size, 0);
});

test('what was closed is there when it is opened again, and git ignores the folder', (context) => {
  const folder = join(temporaryFolder(context), 'new', '.grood');
  const first = openForTest(context, folder);
  first.store.putFiles([file]);
  first.store.close();
  const { store, notes } = openForTest(context, folder);
  assert.deepEqual(store.hashOf(file.path, file.sizeBytes, file.mtimeMs), content);
  assert.deepEqual(notes, []);
  assert.equal(store.isKept, true);
  assert.equal(store.path, join(folder, 'store.sqlite'));
  assert.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), '*\n');
});

test('a folder with other files in it stays visible to git', (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'notes.txt'), '');
  openForTest(context, folder);
  assert.equal(existsSync(join(folder, '.gitignore')), false);
});

test('a transaction that throws leaves nothing behind', (context) => {
  const { store } = openForTest(context, temporaryFolder(context));
  const failing = (): void =>
    store.write(() => {
      store.putFiles([file]);
      throw new Error('in the middle');
    });
  assert.throws(failing, /in the middle/);
  assert.equal(store.hashOf(file.path, file.sizeBytes, file.mtimeMs), null);
  store.putFiles([file]);
  assert.notEqual(store.hashOf(file.path, file.sizeBytes, file.mtimeMs), null);
});

const folders = [
  { platform: 'linux', env: { XDG_CACHE_HOME: '/c' }, want: /^[/\\]c[/\\]grood$/ },
  { platform: 'linux', env: {}, want: /[/\\]\.cache[/\\]grood$/ },
  { platform: 'darwin', env: {}, want: /Library[/\\]Caches[/\\]grood$/ },
  { platform: 'win32', env: { LOCALAPPDATA: '/l' }, want: /^[/\\]l[/\\]grood$/ },
] as const;
for (const { platform, env, want } of folders) {
  test(`the cache folder on ${platform} with ${JSON.stringify(env)} is the user's`, () => {
    assert.match(defaultStoreFolder(platform, env), want);
  });
}
