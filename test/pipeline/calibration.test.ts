import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { EmbeddedSet } from '../../server/pipeline/fitting/embedded-set.ts';
import { planCalibration } from '../../server/pipeline/fitting/plan-calibration.ts';
import type { DetectorMetadata } from '../../server/protocol/detector.ts';
import { readDetector } from '../../server/runtime/onnx/detector/detector-file.ts';
import { COLOURS, classFolders } from './colour-images.ts';
import { fitted, scored, scratchFolder, succeeded, type TestFit } from './run-for-test.ts';
import { writeTinyClassifier } from './tiny-classifier.ts';

const root = scratchFolder();
const backbone = join(root, 'colours.onnx');
const out = join(root, 'detector.onnx');
const large = join(root, 'large');
const small = join(root, 'small');
const val = join(root, 'val');
/** Images of all three classes in one folder. */
const flat = join(root, 'flat');

before(async () => {
  writeTinyClassifier(backbone, { colours: Object.values(COLOURS) });
  await classFolders(large, 70);
  await classFolders(small, 20);
  await classFolders(val, 15, { first: 500 });
  mkdirSync(flat);
  for (const name of Object.keys(COLOURS)) {
    for (const file of readdirSync(join(val, name))) {
      cpSync(join(val, name, file), join(flat, `${name}-${file}`));
    }
  }
});

async function detectorOf(
  options: Omit<TestFit, 'out' | 'backbone'>,
): Promise<{ metadata: DetectorMetadata; warnings: readonly string[] }> {
  const { warnings } = await fitted({ backbone, out, ...options });
  return { metadata: succeeded(await readDetector(out)).metadata, warnings };
}

const kinds: { name: string; options: () => { train: string; val?: string }; expect: object }[] = [
  {
    name: 'a validation folder with the same classes',
    options: () => ({ train: small, val }),
    expect: { kind: 'validation', count: 45, images: 60 },
  },
  {
    name: 'a flat validation folder',
    options: () => ({ train: small, val: flat }),
    expect: { kind: 'validation', count: 45, images: 60 },
  },
  {
    name: 'a fifth of 210 training images',
    options: () => ({ train: large }),
    expect: { kind: 'held-out', count: 42, images: 168 },
  },
  {
    name: 'folds of 60 training images',
    options: () => ({ train: small }),
    expect: { kind: 'cross-conformal', count: 60, images: 60 },
  },
];
for (const { name, options, expect } of kinds) {
  test(`${name} calibrates, and no calibration image is in an index`, async () => {
    const { metadata } = await detectorOf(options());
    const { kind, count, groodScores, neighbourScores } = metadata.calibration;
    assert.deepEqual({ kind, count, images: metadata.trainingCount }, expect);
    for (const scores of [groodScores, neighbourScores]) {
      assert.equal(scores.length, count);
      assert.ok(
        scores.every((value) => value > 0),
        'no image is its own neighbour',
      );
    }
    assert.equal(metadata.training.hashes.length, metadata.trainingCount);
    assert.equal(metadata.training.files.length, metadata.trainingCount);
    assert.ok(metadata.indexedCount <= metadata.trainingCount);
  });
}

test('a splits root brings its own validation folder', async () => {
  const splits = join(root, 'splits');
  cpSync(small, join(splits, 'train'), { recursive: true });
  cpSync(val, join(splits, 'valid'), { recursive: true });
  const { metadata } = await detectorOf({ train: splits });
  assert.equal(metadata.calibration.kind, 'validation');
  assert.equal(metadata.calibration.count, 45);
  assert.equal(metadata.training.folder, join(splits, 'train'));
});

test('scores of the calibration images when scored are those in the detector', async () => {
  const { metadata } = await detectorOf({ train: small, val });
  const { records } = await scored({ detector: out, inputs: [val] });
  assert.deepEqual(
    records.map(({ score }) => score),
    metadata.calibration.groodScores,
  );
  assert.deepEqual(
    records.map(({ neighbourScore }) => neighbourScore),
    metadata.calibration.neighbourScores,
  );
});

test('which images are held out depends on their content alone', async () => {
  const first = await detectorOf({ train: large });
  const renamed = join(root, 'renamed');
  cpSync(large, renamed, { recursive: true });
  for (const name of Object.keys(COLOURS)) {
    for (const file of readdirSync(join(renamed, name))) {
      const other = `photo-${100 - Number(file.split('.')[0])}.png`;
      renameSync(join(renamed, name, file), join(renamed, name, other));
    }
  }
  const second = await detectorOf({ train: renamed });
  const sorted = ({ metadata }: typeof first): string[] => [...metadata.training.hashes].sort();
  assert.deepEqual(sorted(second), sorted(first));
});

test('validation images that are copies of training images are left out, with a warning', async () => {
  const mixed = join(root, 'mixed-val');
  cpSync(val, mixed, { recursive: true });
  for (let i = 0; i < 5; i++) {
    cpSync(join(small, 'red', `${i}.png`), join(mixed, 'red', `copy-${i}.png`));
  }
  const { metadata, warnings } = await detectorOf({ train: small, val: mixed });
  assert.equal(metadata.calibration.count, 45);
  assert.match(warnings.join('\n'), /5 of 50 validation images are copies of training images/);
});

test('a validation folder of copies alone gives way to training images, with a warning', async () => {
  const { metadata, warnings } = await detectorOf({ train: small, val: small });
  assert.equal(metadata.calibration.kind, 'cross-conformal');
  assert.match(warnings.join('\n'), /60 of 60 validation images are copies/);
  assert.match(warnings.join('\n'), /No validation image is left .* training images calibrate/);
});

test('of more calibration images than p-values can use, a sample is taken, the same each time', () => {
  const set = numbered(300_000);
  const [first, second] = [planCalibration(set, null, []), planCalibration(set, null, [])];
  assert.deepEqual(first, second);
  assert.ok(first.kind === 'held-out');
  assert.equal(first.training.files.length, 240_000);
  assert.equal(first.images.files.length, 50_000);
  const validation = numbered(60_000, 1e6);
  const plan = planCalibration(numbered(10), validation, []);
  assert.ok(plan.kind === 'validation');
  assert.equal(plan.images.files.length, 50_000);
  assert.equal(new Set(plan.images.hashes).size, 50_000);
});

/** Images of one feature, their number. */
function numbered(count: number, first = 0): EmbeddedSet {
  const names = Array.from({ length: count }, (_, i) => String(first + i));
  return {
    files: names,
    hashes: names,
    sources: names.map((path, i) => ({
      ...{ path, shownPath: path, relativePath: path, label: 0 },
      ...{ sizeBytes: i, mtimeMs: 0 },
    })),
    labels: new Int32Array(count),
    features: Float32Array.from(names, Number),
    logits: null,
    dimension: 1,
    skipped: [],
    reused: 0,
  };
}
