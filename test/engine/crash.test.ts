import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BatchRows } from '../../server/engine/messages.ts';
import { engineForTest, filesForTest, openForTest, until, value } from './open-for-test.ts';
import { tinyProgram } from './tiny-model.ts';

test('SIGKILL in mid-run changes no bit of the result', async (context) => {
  const { engine, program, log } = await openForTest(context, { GROOD_TEST_RUN_MS: '20' });
  const files = filesForTest(context, 64);
  const want = value(await engine.run(program.id, files));
  const running = engine.run(program.id, files);
  for (let kills = 0; kills < 2; kills++) {
    const { pid } = engine;
    assert.ok(pid !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 30));
    process.kill(pid, 'SIGKILL');
    await until(() => engine.pid !== pid && engine.pid !== undefined);
  }
  assert.deepEqual(value(await running), want);
  assert.ok(log.some((line) => /The engine ended \(SIGKILL\)/.test(line)));
});

for (const poisoned of [0, 3, 13, 19]) {
  test(`file ${poisoned} of 20, which ends the process, fails alone`, async (context) => {
    const files = filesForTest(context, 20);
    const path = files[poisoned]?.path ?? '';
    const { engine, program } = await openForTest(context, { GROOD_TEST_CRASH_ON: path });
    const rows = value(await engine.run(program.id, files));
    const errors = rows.files.flatMap((file) => (file.ok ? [] : [file.failure.message]));
    assert.deepEqual(errors, [`${path} ended the engine twice; left out.`]);
    assert.equal(rows.files[poisoned]?.ok, false);
    const others = files.filter((file) => file.path !== path);
    const want = floats(value(await engine.run(program.id, others)));
    const width = 16;
    const kept = [...floats(rows)];
    assert.ok(kept.splice(poisoned * width, width).every((number) => number === 0));
    assert.deepEqual(kept, [...want]);
  });
}

test('a file that ends the process fails alone also when it is the only one', async (context) => {
  const [file] = filesForTest(context, 1);
  assert.ok(file !== undefined);
  const { engine, program } = await openForTest(context, { GROOD_TEST_CRASH_ON: file.path });
  const rows = value(await engine.run(program.id, [file]));
  assert.deepEqual([rows.files.length, rows.files[0]?.ok, rows.outputs], [1, false, {}]);
});

test('a model that ends the process when opened fails after two attempts', async (context) => {
  const { engine, log } = engineForTest(context);
  const result = await engine.open(tinyProgram({ name: 'crash on open' }));
  assert.ok(!result.ok);
  assert.equal(result.failure.kind, 'model-unusable');
  assert.match(result.failure.message, /crash on open/);
  assert.equal(log.filter((line) => /it starts again/.test(line)).length, 2);
  assert.ok((await engine.open(tinyProgram())).ok);
});

test('a model that ends the process in every run is given up', async (context) => {
  const { engine, program } = await openForTest(context, { GROOD_TEST_CRASH_ON_RUN: '1' });
  const result = await engine.run(program.id, filesForTest(context, 40));
  assert.ok(!result.ok);
  assert.equal(result.failure.kind, 'model-unusable');
  const start = performance.now();
  assert.ok(!(await engine.run(program.id, filesForTest(context, 1))).ok);
  assert.ok(performance.now() - start < 100, 'it is not tried any more');
});

test('a task that ends the process fails after two attempts', async (context) => {
  const { engine } = engineForTest(context);
  const result = await engine.call('die', null);
  assert.ok(!result.ok);
  assert.equal(result.failure.kind, 'engine');
  assert.match(result.failure.message, /twice during "die"/);
});

test('a process that does not start fails with its reason in the log', async (context) => {
  const { startEngine } = await import('../../server/engine/engine-client.ts');
  const log: string[] = [];
  const onLog = (line: string): void => void log.push(line);
  const engine = startEngine({ engineModule: '/no/such/module.ts', onLog });
  context.after(() => engine.dispose());
  const result = await engine.open(tinyProgram());
  assert.ok(!result.ok);
  assert.match(result.failure.message, /ends as soon as it is started/);
  assert.ok(log.some((line) => line.includes('/no/such/module.ts')));
});

function floats({ outputs }: BatchRows): Float32Array {
  return outputs['features']?.data as Float32Array;
}
