import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { demoSetSize, listDemoFiles } from '../../server/demo/demo-set.ts';
import { drawSigns } from '../../server/demo/draw-signs.ts';

const root = mkdtempSync(join(tmpdir(), 'grood-demo-'));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

const small = { trainPerClass: 2, valPerClass: 1, ordinaryPerClass: 1, perStranger: 1 };

function hashes(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const entries = files
    .filter((file) => file.isFile())
    .map((file) => {
      const path = join(file.parentPath, file.name);
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
      return [path.slice(folder.length), hash] as const;
    });
  return Object.fromEntries(entries.sort());
}

test('the demo set is drawn with the same bytes twice, and found again the third time', async () => {
  const first = await drawSigns(join(root, 'a'), small);
  const second = await drawSigns(join(root, 'b'), small);
  assert.deepEqual([first.isFresh, second.isFresh], [true, true]);
  assert.deepEqual(hashes(first.folder), hashes(second.folder));
  assert.equal(Object.keys(hashes(first.folder)).length, first.files.length);
  assert.equal((await drawSigns(join(root, 'a'), small)).isFresh, false);
});

test('every file but the two broken ones is an image of about 256 pixels', async () => {
  const set = await drawSigns(join(root, 'a'), small);
  const broken: (string | null)[] = [];
  for (const file of set.files) {
    const image = sharp(join(set.folder, file.path), { failOn: 'truncated' });
    const stats = await image.stats().catch(() => null);
    if (stats === null) {
      broken.push(file.planted);
      continue;
    }
    const { width, height } = await image.metadata();
    assert.ok(width >= 240 && height >= 240, `${file.path} is ${width} x ${height}`);
    assert.ok(stats.entropy > 1, `${file.path} is nearly blank`);
  }
  assert.deepEqual(broken.sort(), ['a text file named .jpg', 'a truncated JPEG']);
});

test('the set has eight classes, a calibration split, and planted strangers of twelve kinds', () => {
  const files = listDemoFiles(demoSetSize);
  const folders = new Set(files.map(({ path }) => path.split('/').slice(0, 2).join('/')));
  const count = (split: string): number =>
    [...folders].filter((folder) => folder.startsWith(split)).length;
  assert.deepEqual([count('train/'), count('val/'), count('incoming/')], [8, 8, 3]);
  const planted = new Set(files.flatMap((file) => file.planted ?? []));
  assert.equal(planted.size, 14);
  assert.equal(new Set(files.map(({ path }) => path)).size, files.length);
});
