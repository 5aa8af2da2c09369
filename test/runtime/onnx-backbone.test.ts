import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { packageRoot } from '../../server/package-root.ts';
import type { ModelInspection } from '../../server/protocol/inspection.ts';
import { loadModel } from '../../server/runtime/onnx/graph/load-model.ts';
import { runOnce, runTensors } from '../../server/runtime/onnx/graph/run-graph.ts';
import { inspectModel } from '../../server/runtime/onnx/inspect/inspect-model.ts';
import { resolvePreprocessing } from '../../server/runtime/onnx/preprocessing/resolve-preprocessing.ts';
import { buildPrograms } from '../../server/runtime/onnx/programs.ts';
import { sharedPath } from '../shared-material.ts';
import { seededNumbers } from './seeded-numbers.ts';

const modelPath = join(packageRoot(), 'models', 'efficientnet-lite0', 'features.onnx');
const DIFFERENCE_MAX = 2e-3;

interface Expected {
  readonly first16: readonly number[];
  readonly norm: number;
}

test('the bundled backbone is a feature extractor of 1,280 numbers with a good early cut', async () => {
  const { classes, features, early, warnings } = await inspection();
  assert.equal(classes, null);
  assert.equal(features.size, 1280);
  assert.ok(['block04', 'block07'].includes(early ?? ''), String(early));
  assert.equal(warnings.length, 1);
});

test('the bundled backbone brings its preprocessing, and nothing is assumed', async () => {
  const resolved = await resolvePreprocessing({ modelPath, inspection: await inspection() });
  assert.ok(resolved.ok);
  const { preprocessing, notes } = resolved.value;
  assert.deepEqual(notes, []);
  const third = (value: number): number[] => [value, value, value];
  assert.deepEqual(preprocessing, {
    height: 224,
    width: 224,
    resize: { rule: 'stretch' },
    kernel: 'cubic',
    order: 'RGB',
    mean: third(127 / 255),
    std: third(128 / 255),
    source: 'grood-model.json',
  });
});

const listing = sharedPath('backbone', 'expected.json');
const skip = listing === null ? '../shared/backbone is absent' : false;

test('the bundled backbone gives the expected features of the formula', { skip }, async () => {
  const { formula_input: wanted } = readExpected();
  const loaded = await loadModel(modelPath);
  assert.ok(loaded.ok);
  const next = seededNumbers(12345);
  const data = Float32Array.from({ length: 3 * 224 * 224 }, () => 2 * next() - 1);
  const input = { name: 'image', elementType: 1, dims: [1, 3, 224, 224], data };
  const values = await runTensors(loaded.value.model, input, ['features']);
  checkFeatures(values.get('features')?.data, wanted);
});

test('bytes of resized photographs give the expected features', { skip }, async () => {
  const { samples } = readExpected();
  const found = await inspection();
  const resolved = await resolvePreprocessing({ modelPath, inspection: found });
  assert.ok(resolved.ok);
  const programs = await buildPrograms(modelPath, found, resolved.value.preprocessing);
  assert.ok(programs.ok);
  for (const { resized, ...wanted } of samples) {
    const file = sharedPath('backbone', resized);
    assert.ok(file !== null);
    const data = new Uint8Array(await sharp(file).removeAlpha().raw().toBuffer());
    const images = { dims: [1, 224, 224, 3], data };
    const values = await runOnce(programs.value.embed, { images });
    checkFeatures(values.get('features')?.data, wanted);
  }
});

async function inspection(): Promise<ModelInspection> {
  const inspected = await inspectModel(modelPath);
  assert.ok(inspected.ok);
  return inspected.value;
}

function readExpected(): {
  readonly formula_input: Expected;
  readonly samples: readonly (Expected & { readonly resized: string })[];
} {
  return JSON.parse(readFileSync(listing ?? '', 'utf8'));
}

function checkFeatures(data: Float32Array | undefined, { first16, norm }: Expected): void {
  assert.equal(data?.length, 1280);
  for (const [i, want] of first16.entries()) {
    assert.ok(Math.abs((data[i] ?? Number.NaN) - want) <= DIFFERENCE_MAX, `${data[i]} for ${want}`);
  }
  assert.ok(Math.abs(Math.hypot(...data) / norm - 1) <= 1e-3);
}
