import assert from 'node:assert/strict';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { packThumbnails } from '../../server/curation/thumbnails/pack-thumbnails.ts';
import {
  openThumbnailCache,
  type ThumbnailCache,
} from '../../server/curation/thumbnails/thumbnail-cache.ts';
import { failureFrom, put, scratchWorkspace, valueFrom } from './scratch-workspace.ts';

const folder = scratchWorkspace();

async function image(name: string, width: number, height: number): Promise<{ path: string }> {
  const path = join(folder, name);
  await sharp({ create: { width, height, channels: 3, background: '#a05020' } }).toFile(path);
  return { path };
}

test('pictures lie one after the other where their places say, with gaps for what can’t be read', async () => {
  const files = [
    await image('wide.png', 400, 100),
    { path: put(join(folder, 'broken.png'), 'x') },
    { path: join(folder, 'none.png') },
    await image('small.jpg', 20, 30),
  ];
  const { bytes, places } = valueFrom(await packThumbnails(files, { sizePx: 100 }));
  const all = Buffer.from(bytes, 'base64');
  assert.deepEqual([places[1]?.length, places[2]?.length], [0, 0]);
  assert.equal(places[3]!.offset, places[0]!.length);
  assert.equal(all.length, places[0]!.length + places[3]!.length);
  const sizes = await Promise.all(
    [places[0]!, places[3]!].map(async ({ offset, length }) => {
      const { format, width, height } = await sharp(
        all.subarray(offset, offset + length),
      ).metadata();
      return { format, width, height };
    }),
  );
  assert.deepEqual(sizes, [
    { format: 'webp', width: 100, height: 25 },
    { format: 'webp', width: 20, height: 30 },
  ]);
});

for (const { count, sizePx } of [
  { count: 201, sizePx: 64 },
  { count: 1, sizePx: 193 },
  { count: 1, sizePx: 0 },
  { count: 1, sizePx: Number.NaN },
]) {
  test(`${count} pictures of ${sizePx} px are refused`, async () => {
    const files = new Array(count).fill({ path: join(folder, 'none.png') });
    assert.equal(failureFrom(await packThumbnails(files, { sizePx })).kind, 'usage');
  });
}

test('a picture is made once for a file, a size and a time', async () => {
  const cacheFolder = scratchWorkspace();
  const file = await image('kept.png', 50, 50);
  const made = async (sizePx: number): Promise<number> => {
    const cache = await openThumbnailCache(cacheFolder);
    let count = 0;
    const counting: ThumbnailCache = {
      find: (key) => cache.find(key),
      put: (rows) => {
        count += rows.length;
        cache.put(rows);
      },
      close: () => cache.close(),
    };
    const packed = valueFrom(await packThumbnails([file], { sizePx, cache: counting }));
    cache.close();
    assert.ok(packed.places[0]!.length > 0);
    return count;
  };
  assert.deepEqual([await made(40), await made(40), await made(30)], [1, 0, 1]);
  utimesSync(file.path, 1e9, 1e9);
  assert.equal(await made(40), 1);
});

test('the cache keeps the newest pictures within its limit', async () => {
  const cache = await openThumbnailCache(scratchWorkspace(), { limitBytes: 10_000 });
  const key = (i: number) => ({ path: `${i}`, sizeBytes: 1, mtimeMs: 1, sizePx: 1 });
  for (let i = 0; i < 30; i++) cache.put([{ key: key(i), webp: new Uint8Array(1000).fill(i) }]);
  const kept = Array.from({ length: 30 }, (_, i) => cache.find(key(i)) !== null);
  const first = kept.indexOf(true);
  assert.ok(first >= 20 && kept.slice(first).every(Boolean), kept.map(Number).join(''));
  assert.deepEqual(cache.find(key(29)), new Uint8Array(1000).fill(29));
  cache.close();
});

test('a cache that can’t be made or read is only missed', async () => {
  const root = scratchWorkspace({ file: 'x', 'thumbnails/pictures.sqlite': 'no database at all' });
  for (const place of [join(root, 'file'), root]) {
    const cache = await openThumbnailCache(place);
    const file = await image('uncached.png', 20, 20);
    const { places } = valueFrom(await packThumbnails([file], { sizePx: 20, cache }));
    assert.ok(places[0]!.length > 0);
    cache.close();
  }
  assert.equal(
    readFileSync(join(root, 'thumbnails/pictures.sqlite'), 'utf8'),
    'no database at all',
  );
  assert.ok(existsSync(join(root, 'file')));
  writeFileSync(join(root, 'file'), 'x');
});

test('an abort ends the making', async () => {
  const file = await image('aborted.png', 20, 20);
  const options = { sizePx: 20, signal: AbortSignal.abort(new Error('enough')) };
  await assert.rejects(packThumbnails([file], options), /enough/);
});
