import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { coverPatches, windowsOf } from '../../server/curation/heatmap/cover-patches.ts';
import { heatmap } from '../../server/curation/heatmap/heatmap.ts';
import { strangenessOf } from '../../server/curation/heatmap/strangeness.ts';
import { type OpenDetector, openDetector } from '../../server/pipeline/open-detector.ts';
import { COLOURS, classFolders, colourImage } from '../pipeline/colour-images.ts';
import { fitted } from '../pipeline/run-for-test.ts';
import { writeTinyClassifier } from '../pipeline/tiny-classifier.ts';
import { scratchWorkspace, valueFrom } from './scratch-workspace.ts';

const folder = scratchWorkspace();
let detector: OpenDetector;
before(async () => {
  const train = await classFolders(join(folder, 'train'), 60);
  const colours = Object.values(COLOURS);
  const backbone = writeTinyClassifier(join(folder, 'tiny.onnx'), { colours });
  const out = join(folder, 'detector.onnx');
  await fitted({ train, backbone, out });
  detector = valueFrom(await openDetector(out));
});
after(() => detector.dispose());

/** An ordinary red image with a green patch of 10 x 10 px. */
async function patched(name: string, left: number, top: number): Promise<string> {
  const [plain, path] = [join(folder, `plain-${name}`), join(folder, name)];
  await colourImage(plain, COLOURS['red']!, 77);
  const background = { r: 0, g: 255, b: 0 };
  const create = { width: 10, height: 10, channels: 3 as const, background };
  const patch = await sharp({ create }).png().toBuffer();
  await sharp(plain)
    .composite([{ input: patch, left, top }])
    .toFile(path);
  return path;
}

const places = [
  { left: 0, top: 0, row: 0, column: 0 },
  { left: 22, top: 2, row: 1, column: 6 },
  { left: 3, top: 20, row: 6, column: 1 },
  { left: 11, top: 11, row: 3, column: 3 },
];
for (const { left, top, row, column } of places) {
  test(`the map is highest on the strange patch at ${left}, ${top}`, async () => {
    const path = await patched(`patch-${left}-${top}.png`, left, top);
    const { values, rows, columns } = valueFrom(await heatmap({ path }, detector));
    assert.equal(values.length, rows * columns);
    const peak = values.indexOf(Math.max(...values));
    const distance = Math.hypot(Math.floor(peak / columns) - row, (peak % columns) - column);
    assert.ok(distance <= 1.5, `row ${Math.floor(peak / columns)}, column ${peak % columns}`);
    assert.ok(values[peak]! > 0);
  });
}

test('an aborted map is a failure of the kind cancelled, and one for a broken file names it', async () => {
  const path = await patched('aborted.png', 5, 5);
  const aborted = await heatmap({ path }, detector, { signal: AbortSignal.abort() });
  assert.ok(!aborted.ok && aborted.failure.kind === 'cancelled');
  const broken = await heatmap({ path: join(folder, 'tiny.onnx') }, detector);
  assert.ok(!broken.ok && /tiny\.onnx is not an image/.test(broken.failure.message));
});

test('pictures score the same bits as pixels and as a file', async () => {
  const path = await patched('same.png', 9, 9);
  const pixels = new Uint8Array(await sharp(path).removeAlpha().raw().toBuffer());
  const size = { count: 1, height: 32, width: 32 };
  const own = valueFrom(await detector.scorePixels({ pixels, ...size }));
  const file = valueFrom(await detector.scoreImages([{ path }])).outputs;
  for (const name of ['score', 'neighbour_score', 'p']) {
    assert.deepEqual(own[name], file[name], name);
  }
});

test('windows reach over every cell alike, and a grid of one cell has some too', () => {
  const picture = { pixels: new Uint8Array(0), width: 40, height: 24 };
  for (const cells of [2, 3]) {
    const windows = windowsOf(picture, { rows: 4, columns: 8 }, cells);
    const inside = Array.from({ length: 8 }, (_, column) => {
      const x = (column + 0.5) * 5;
      return windows.filter(({ left, right }) => x >= left && x < right).length;
    });
    assert.ok(Math.min(...inside) * 1.5 >= Math.max(...inside), inside.join());
  }
  assert.ok(windowsOf(picture, { rows: 1, columns: 1 }, 3).length > 0);
});

test('a cover has the colour of the rest and fades out; nothing else changes', () => {
  const pixels = new Uint8Array(8 * 8 * 3).fill(100);
  for (let i = 0; i < 8 * 8; i++) if (i % 8 < 2) pixels.fill(200, i * 3, i * 3 + 3);
  const picture = { pixels, width: 8, height: 8 };
  const window = { left: 0, right: 2, top: 0, bottom: 8 };
  const copy = coverPatches(picture, [window], 2);
  const row = Array.from({ length: 8 }, (_, x) => copy[x * 3]);
  assert.deepEqual(row, new Array(8).fill(100));
  const other = coverPatches(picture, [{ left: 6, right: 8, top: 0, bottom: 8 }], 2);
  assert.deepEqual(
    Array.from({ length: 8 }, (_, x) => other[x * 3]),
    [200, 200, 100, 100, 100, 117, 133, 133],
  );
});

test('strangeness rises with either score and stands still below the most ordinary images', () => {
  const scores = Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
  const calibration = { groodScores: scores, neighbourScores: scores };
  const of = strangenessOf({ score: 2, neighbourScore: 2 }, calibration, 'known');
  assert.ok(of({ score: 3, neighbourScore: 1 }) > of({ score: 2, neighbourScore: 1 }));
  assert.ok(of({ score: 1, neighbourScore: 3 }) > of({ score: 1, neighbourScore: 2 }));
  assert.equal(of({ score: 0, neighbourScore: 1 }), of({ score: 1e-9, neighbourScore: 1 }));
  const one = strangenessOf({ score: 2, neighbourScore: 2 }, calibration, 'none');
  assert.equal(one({ score: 5, neighbourScore: 1 }), one({ score: 1, neighbourScore: 1 }));
});
