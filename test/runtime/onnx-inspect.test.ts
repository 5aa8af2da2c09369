import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadModel } from '../../server/runtime/onnx/graph/load-model.ts';
import { runTensors } from '../../server/runtime/onnx/graph/run-graph.ts';
import { classifierHead } from '../../server/runtime/onnx/inspect/classifier-head.ts';
import { inspectModel } from '../../server/runtime/onnx/inspect/inspect-model.ts';
import { goldenInput, type ModelRow, modelRows, usableRows } from './model-rows.ts';

const NOTES: Readonly<Record<string, RegExp>> = {
  '02-resnet18q-dynamo-b1.onnx': /fixed batch of 1/,
  '09-features-only.onnx': /no classifier layer/,
  '09b-feature-map.onnx': /mean over space/,
  '10-ultralytics-style-cls.onnx': /fixed batch of 1/,
  '14-efficientnet-lite0-qdq.onnx': /quantised/,
};

for (const row of usableRows()) {
  test(`${row.file}: input, classes, features, logits and cuts are found`, async () => {
    await checkInspection(row);
  });
  test(`${row.file}: features and logits have the golden values`, async () => {
    await checkGolden(row);
  });
}

async function checkInspection(row: ModelRow): Promise<void> {
  const inspected = await inspectModel(row.path);
  assert.ok(inspected.ok, JSON.stringify(inspected));
  const { input, classes, classNames, features, logits, cuts, early, warnings } = inspected.value;
  assert.equal(input.name, row.input.name);
  assert.equal(input.layout, row.input.layout);
  assert.equal(input.dtype, row.input.dtype === 'float' ? 'float32' : row.input.dtype);
  assert.equal(classes, row.classes);
  if (row.logits_before_softmax !== undefined) assert.equal(logits, row.logits_before_softmax);
  assert.equal(logits === null, row.classes === null);
  const { name, aliases, dimension } = row.penultimate ?? {
    name: 'map',
    aliases: [],
    dimension: 128,
  };
  assert.ok([name, ...aliases].includes(features.name), features.name);
  assert.equal(features.size, dimension);
  const isInFile = row.file.startsWith('10-') || row.file.startsWith('11-');
  assert.deepEqual(classNames, isInFile ? row.class_names : null);
  const note = NOTES[row.file];
  if (note === undefined) assert.deepEqual(warnings, []);
  else assert.match(warnings.join(' '), note);
  if (row.early_cuts === undefined) return;
  const listed = row.early_cuts.map((cut) => cut.name);
  const found = cuts.filter(({ depth }) => depth <= 0.75);
  assert.deepEqual(
    found.map((cut) => cut.name),
    listed,
  );
  for (const [i, { depth, shape }] of row.early_cuts.entries()) {
    assert.ok(Math.abs((found[i]?.depth ?? 0) - depth) < 0.002);
    // A model of free size is inspected at another size than that of the listing.
    if (input.height !== null) assert.deepEqual(found[i]?.shape, shape);
  }
  const depth = cuts.find((cut) => cut.name === early)?.depth ?? 0;
  assert.ok(depth >= 0.3 && depth <= 0.5, `${early} at ${depth}`);
}

async function checkGolden(row: ModelRow): Promise<void> {
  const inspected = await inspectModel(row.path);
  const loaded = await loadModel(row.path);
  assert.ok(inspected.ok && loaded.ok);
  const { features, logits } = inspected.value;
  const names = logits === null ? [features.name] : [features.name, logits];
  const values = await runTensors(loaded.value.model, goldenInput(row), names);
  const { penultimate8, penultimate_norm, logits8, map8 } = row.golden.lcg;
  const feature = values.get(features.name)?.data ?? new Float32Array();
  checkFirst(feature, penultimate8 ?? map8 ?? [], row.tolerance);
  if (penultimate_norm !== undefined) {
    const norm = Math.hypot(...feature);
    const allowed = typeof row.tolerance === 'number' ? row.tolerance : 0.02;
    assert.ok(Math.abs(norm / penultimate_norm - 1) <= (row.tolerance ? allowed : 1e-3), `${norm}`);
  }
  // A softmaxed model's golden logits are those of its output.
  if (logits !== null && logits8 !== undefined && row.logits_before_softmax === undefined) {
    checkFirst(values.get(logits)?.data ?? new Float32Array(), logits8, row.tolerance);
  }
}

/** Relative to the largest absolute value; the integer model by cosine, see its entry. */
function checkFirst(
  actual: Float32Array,
  wanted: readonly number[],
  tolerance: number | string | undefined,
): void {
  if (typeof tolerance === 'string') {
    const product = wanted.reduce((sum, want, i) => sum + want * (actual[i] ?? 0), 0);
    const cosine = product / Math.hypot(...wanted) / Math.hypot(...actual.subarray(0, 8));
    assert.ok(cosine >= 0.98, `cosine ${cosine}`);
    return;
  }
  const largest = actual.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (const [i, want] of wanted.entries()) {
    const difference = Math.abs((actual[i] ?? Number.NaN) - want);
    assert.ok(difference <= (tolerance ?? 1e-3) * largest, `${actual[i]} for ${want}`);
  }
}

for (const row of modelRows().filter(({ file }) => file === '12-detector.onnx')) {
  test('an object detector is refused with a sentence that names its outputs', async () => {
    const inspected = await inspectModel(row.path);
    assert.ok(!inspected.ok);
    assert.equal(inspected.failure.kind, 'model-unusable');
    assert.match(inspected.failure.message, /12-detector.onnx is no image classifier.*boxes/);
  });
}

for (const row of usableRows()) {
  const { file, classes, penultimate } = row;
  const has =
    classes === null ? 'has no class weights' : 'has its class weights, tried on an image';
  test(`${file} ${has}`, async () => {
    const inspected = await inspectModel(row.path);
    assert.ok(inspected.ok);
    const head = await classifierHead(row.path, inspected.value);
    if (classes === null) return assert.equal(head, null);
    assert.equal(head?.weight.length, classes * (penultimate?.dimension ?? 0));
    assert.equal(head?.bias.length, classes);
  });
}
