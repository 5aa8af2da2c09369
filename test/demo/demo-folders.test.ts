import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { demoFolders } from '../../server/demo/demo-folders.ts';

const root = mkdtempSync(join(tmpdir(), 'grood-demo-folders-'));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

function images(folder: string, count: number): string {
  for (const name of ['a', 'b']) {
    mkdirSync(join(root, folder, name), { recursive: true });
    for (let i = 0; i < count; i += 1) writeFileSync(join(root, folder, name, `${i}.jpg`), '');
  }
  return join(root, folder);
}

const files = (folder: string): number =>
  readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.jpg')).length;

const choose = (train: string, incoming?: string): ReturnType<typeof demoFolders> =>
  demoFolders({ train, incoming }, join(root, 'cache'), () => {});

test('the folders that a person names are taken as they are', async () => {
  const [train, incoming] = [images('own', 1), images('other', 1)];
  const folders = await choose(train, incoming);
  assert.ok(folders.ok);
  assert.deepEqual([folders.value.train, folders.value.incoming], [train, incoming]);
  assert.equal(folders.value.drawn, null);
});

test('without incoming images a test split serves, and the demo says so', async () => {
  images('split/train', 1);
  const test = images('split/test', 1);
  const folders = await choose(join(root, 'split'));
  assert.ok(folders.ok);
  assert.equal(folders.value.incoming, test);
  assert.match(folders.value.origin, /its test split, since no --incoming is given/);
});

test('without a test split a fifth is held out, disjoint from what is learned', async () => {
  const folder = images('plain', 10);
  const folders = await choose(folder);
  assert.ok(folders.ok);
  const { train, incoming, origin } = folders.value;
  assert.deepEqual([files(train), files(incoming), files(folder)], [16, 4, 20]);
  assert.match(origin, /Learns four fifths .* the other 4 images/);
});

test('a missing folder and too few images are sentences', async () => {
  const missing = await choose(join(root, 'gone'));
  assert.ok(!missing.ok);
  assert.match(missing.failure.message, /There is no folder .*gone\./);
  const few = await choose(images('few', 2));
  assert.ok(!few.ok);
  assert.match(few.failure.message, /has 4 images; the demo needs 10\./);
});
