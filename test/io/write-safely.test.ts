import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hashFile } from '../../server/io/content-hash.ts';
import { writeSafely, writeTrouble } from '../../server/io/write-safely.ts';
import { scratchFolder } from './scratch-folder.ts';
import { writeTo } from './test-images.ts';

const folder = scratchFolder();

const contents = [
  { name: 'text', content: 'é😀' },
  { name: 'bytes', content: Buffer.from('é😀') },
  { name: 'pieces', content: [Buffer.from('é'), Buffer.from('😀')] },
  {
    name: 'a function',
    content: async (put: (piece: string | Uint8Array) => Promise<void>) => {
      await put('é');
      await put(Buffer.from('😀'));
    },
  },
];
for (const { name, content } of contents) {
  test(`${name} replaces a file, and nothing else is left`, async () => {
    const path = writeTo(folder, 'out.txt', Buffer.from('old and longer than the new one'));
    const before = readdirSync(folder);
    assert.ok((await writeSafely(path, content)).ok);
    assert.equal(readFileSync(path, 'utf8'), 'é😀');
    assert.deepEqual(readdirSync(folder), before);
  });
}

test('the old file stands until the new one is whole, and after a failure', async () => {
  const path = writeTo(folder, 'kept.txt', Buffer.from('old'));
  const before = readdirSync(folder);
  const stopped = writeSafely(path, async (put) => {
    await put('new');
    assert.equal(readFileSync(path, 'utf8'), 'old');
    throw new Error('stopped');
  });
  await assert.rejects(stopped, /stopped/);
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder), before);
});

test('a link stays a link, and its file is replaced', async () => {
  const path = writeTo(folder, 'target.txt', Buffer.from('old'));
  const link = join(folder, 'link.txt');
  symlinkSync(path, link);
  assert.ok((await writeSafely(link, 'new')).ok);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.equal(readFileSync(path, 'utf8'), 'new');
});

test('a full disk is named', {
  skip: !existsSync('/dev/full') && 'this system has no /dev/full',
}, async () => {
  const result = await writeSafely('/dev/full', 'x');
  assert.ok(!result.ok);
  assert.equal(result.failure.kind, 'write');
  assert.equal(result.failure.message, '/dev/full could not be written: the disk is full.');
});

test('a place that takes no file is named', async () => {
  mkdirSync(join(folder, 'taken'));
  writeTo(folder, 'file', Buffer.from('x'));
  const rows = [
    { path: join(folder, 'none', 'out.txt'), says: /its folder does not exist/ },
    { path: join(folder, 'file', 'out.txt'), says: /a part of the path is a file/ },
    { path: join(folder, 'taken'), says: /it is a folder/ },
    { path: join(folder, 'x'.repeat(300)), says: /name is too long/ },
  ];
  for (const { path, says } of rows) {
    const result = await writeSafely(path, 'x');
    assert.ok(!result.ok, path);
    assert.ok(result.failure.message.startsWith(`${path} could not be written: `));
    assert.match(result.failure.message, says);
  }
});

for (const [code, says] of [
  ['EACCES', 'permission denied'],
  ['EROFS', 'the disk is read-only'],
  ['EDQUOT', 'your share of the disk is used up'],
] as const) {
  test(`${code} is said in words`, () => {
    const error = Object.assign(new Error(`${code}: x, open`), { code });
    const { message, hint } = writeTrouble('/a/b', error).failure;
    assert.equal(message, `/a/b could not be written: ${says}.`);
    assert.match(hint, /\.$/);
  });
}

test('a file is hashed in pieces, and a missing one named', async () => {
  const bytes = Buffer.alloc(3_000_000, 'abc');
  const path = writeTo(folder, 'large.bin', bytes);
  const hashed = await hashFile(path);
  assert.ok(hashed.ok);
  assert.equal(hashed.value, createHash('sha256').update(bytes).digest('hex'));
  const missing = await hashFile(join(folder, 'none'));
  assert.ok(!missing.ok && /none does not exist\.$/.test(missing.failure.message));
});
