import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesForTest, openForTest, value } from './open-for-test.ts';
import { FEATURES, tinyHead, tinyModel, tinyProgram } from './tiny-model.ts';

test('rows of every file come in order, across batches and around a bad file', async (context) => {
  const { engine, program } = await openForTest(context);
  const files = filesForTest(context, 21, { emptyFifth: true });
  const rows = value(await engine.run(program.id, files));
  const { features, class: classes } = rows.outputs;
  assert.deepEqual(features?.dims, [21, FEATURES]);
  assert.deepEqual(classes?.dims, [21]);
  assert.ok(classes?.data instanceof Int32Array);
  const failures = rows.files.flatMap((file, i) => (file.ok ? [] : [[i, file.failure.message]]));
  assert.deepEqual(failures, [[5, `${files[5]?.path} is empty.`]]);
  for (const [i, file] of files.entries()) {
    const alone = value(await engine.run(program.id, [file])).outputs['features']?.data;
    assert.deepEqual(alone, features.data.slice(i * FEATURES, (i + 1) * FEATURES), `file ${i}`);
  }
});

test('the row of a bad file is zero, whatever the buffer held before', async (context) => {
  const { engine, program } = await openForTest(context);
  const files = filesForTest(context, 6, { emptyFifth: true });
  for (let round = 0; round < 3; round++) {
    const { outputs } = value(await engine.run(program.id, files));
    assert.ok(outputs['features']?.data.slice(5 * FEATURES).every((v) => v === 0));
  }
});

test('a model with a fixed batch gets batches of that size', async (context) => {
  const model = tinyModel(3);
  const { engine, program } = await openForTest(context, {}, { model, batchSize: 8 });
  assert.equal(program.batchSize, 3);
  const rows = value(await engine.run(program.id, filesForTest(context, 7)));
  assert.deepEqual(rows.outputs['features']?.dims, [7, FEATURES]);
});

test('without a batch size, one is measured and runs stay short', async (context) => {
  const { engine } = await openForTest(context, { GROOD_TEST_RUN_MS: '40' });
  const { batchSize, ...request } = tinyProgram();
  const program = value(await engine.open(request));
  // 10 ms an image, in runs of about 40 ms: 4; 2 and 8 allow for a loaded machine.
  assert.ok(batchSize === 8 && program.batchSize >= 2 && program.batchSize <= 8);
});

test('a program of features takes arrays', async (context) => {
  const { engine } = await openForTest(context);
  const head = value(await engine.open({ model: tinyHead(), name: 'head' }));
  const h = { data: Float32Array.of(1, 2, 3, 4, 5, 6), dims: [3, 2] };
  const { sum } = value(await engine.runFeatures(head.id, { h }));
  assert.deepEqual(sum, { data: Float32Array.of(3, 7, 11), dims: [3] });
});

test('a task gets and returns typed arrays', async (context) => {
  const { engine } = await openForTest(context);
  const doubled = await engine.call<Float64Array>('double', Float64Array.of(1, 2.5));
  assert.deepEqual(value(doubled), Float64Array.of(2, 5));
});

const failing = [
  { name: 'a task that throws', task: 'throw', message: /shapes differ/ },
  { name: 'an unknown task', task: 'nothing', message: /no task named nothing/ },
];
for (const { name, task, message } of failing) {
  test(`${name} fails with a sentence, and the next request works`, async (context) => {
    const { engine } = await openForTest(context);
    const result = await engine.call(task, null);
    assert.ok(!result.ok);
    assert.match(result.failure.message, message);
    assert.ok((await engine.call('double', new Float64Array(1))).ok);
  });
}

test('what is no model fails with its name', async (context) => {
  const { engine } = await openForTest(context);
  const result = await engine.open(tinyProgram({ model: Uint8Array.of(1, 2, 3), name: 'x.onnx' }));
  assert.ok(!result.ok);
  assert.equal(result.failure.kind, 'model-unusable');
  assert.match(result.failure.message, /x\.onnx/);
});

test('a program that is closed in mid-run finishes its run', async (context) => {
  const { engine, program } = await openForTest(context, { GROOD_TEST_RUN_MS: '10' });
  const running = engine.run(program.id, filesForTest(context, 80));
  engine.close(program.id);
  assert.equal(value(await running).files.length, 80);
});

test('a closed program fails, others go on', async (context) => {
  const { engine, program } = await openForTest(context);
  const second = value(await engine.open(tinyProgram()));
  engine.close(program.id);
  const files = filesForTest(context, 2);
  assert.ok(!(await engine.run(program.id, files)).ok);
  assert.ok((await engine.run(second.id, files)).ok);
});
