import assert from 'node:assert/strict';
import { copyFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { hnswAvailable } from '../../server/runtime/neighbours/approximate-index.ts';
import { readDetector } from '../../server/runtime/onnx/detector/detector-file.ts';
import { COLOURS, classFolders } from './colour-images.ts';
import { fitted, scored, scratchFolder, succeeded } from './run-for-test.ts';
import { writeTinyClassifier } from './tiny-classifier.ts';

const LIMIT = 60;
const root = scratchFolder();
const backbone = join(root, 'colours.onnx');
const train = join(root, 'train');
const incoming = join(root, 'incoming');
const whole = join(root, 'whole.onnx');
const thinned = join(root, 'thinned.onnx');
const reason = (await hnswAvailable()) ? false : 'hnswlib-node is not installed or not compiled';

before(async () => {
  writeTinyClassifier(backbone, { colours: Object.values(COLOURS) });
  await classFolders(train, 80);
  await classFolders(incoming, 6, { first: 700 });
  await fitted({ backbone, train, out: whole });
  await fitted({ backbone, train, out: thinned, wholeIndexMax: LIMIT });
});

test('above the limit a detector file holds a sample of each class, and says of how many', async () => {
  const { metadata } = succeeded(await readDetector(thinned));
  assert.equal(metadata.thinned?.of, 192);
  assert.ok(metadata.trainingCount <= LIMIT);
  const perClass = [0, 1, 2].map((k) => metadata.training.labels.filter((x) => x === k).length);
  assert.equal(new Set(perClass).size, 1);
});

test('the full index beside the file gives the scores of a file that holds all', {
  skip: reason,
}, async () => {
  const exact = await scored({ detector: whole, inputs: [incoming] });
  const approximate = await scored({ detector: thinned, inputs: [incoming] });
  assert.match(approximate.summary.notes.join(' '), /all 192 training images/);
  assert.equal(approximate.records.length, 18);
  for (const [index, record] of approximate.records.entries()) {
    const other = exact.records[index]!;
    // The head is float64 up to a float32 product that picks candidates; HNSW sums in float32.
    assert.ok(Math.abs(record.score! - other.score!) <= 1e-4 * other.score! + 1e-7);
    assert.ok(Math.abs(record.neighbourScore! - other.neighbourScore!) <= 1e-4);
    assert.equal(record.neighbours[0]?.path, other.neighbours[0]?.path);
    assert.equal(record.p, other.p);
  }
});

test('a training image that is not in the sample is known by the full index', {
  skip: reason,
}, async () => {
  const { records, summary } = await scored({ detector: thinned, inputs: [train] });
  assert.match(summary.notes.join(' '), /192 of the scored images are training images/);
  assert.ok(records.every(({ neighbours, path }) => !path.endsWith(neighbours[0]!.path)));
});

test('without the full index the file’s own sample serves, and a note says so', async () => {
  const alone = join(root, 'alone.onnx');
  copyFileSync(thinned, alone);
  const { summary, records } = await scored({ detector: alone, inputs: [incoming] });
  assert.match(summary.notes.join(' '), /in the file itself/);
  assert.ok(records.every(({ p }) => p !== null && p > 0));
});

test('an index of another fit is left alone', { skip: reason }, async () => {
  const copy = join(root, 'copy.onnx');
  await fitted({ backbone, train, out: copy, wholeIndexMax: LIMIT - 10 });
  for (const end of ['.hnsw', '.features.hnsw', '.hnsw.json']) {
    rmSync(copy.replace('.onnx', end));
    copyFileSync(thinned.replace('.onnx', end), copy.replace('.onnx', end));
  }
  const { summary } = await scored({ detector: copy, inputs: [incoming] });
  assert.match(summary.notes.join(' '), /of another fit/);
});

const damages: { name: string; damage: (file: string) => void }[] = [
  { name: 'missing', damage: (file) => rmSync(file) },
  { name: 'cut short', damage: (file) => truncateSync(file, 100) },
];
for (const { name, damage } of damages) {
  test(`an index file that is ${name} leaves the run to the file's own sample`, {
    skip: reason,
  }, async () => {
    const copy = join(root, `${name.replace(' ', '-')}.onnx`);
    for (const end of ['.onnx', '.hnsw', '.features.hnsw', '.hnsw.json']) {
      copyFileSync(thinned.replace('.onnx', end), copy.replace('.onnx', end));
    }
    damage(copy.replace('.onnx', '.features.hnsw'));
    const { summary, records } = await scored({ detector: copy, inputs: [incoming] });
    assert.match(summary.notes.join(' '), /features\.hnsw is missing or cut short; fit again/);
    assert.ok(records.every(({ p }) => p !== null && p > 0));
  });
}
