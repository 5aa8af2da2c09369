import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { isAlive, openForTest, until } from './open-for-test.ts';

for (const busy of ['idle', 'computing']) {
  test(`a killed parent takes its engine with it, ${busy}`, async (context) => {
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'parent.ts'), busy]);
    context.after(() => parent.kill('SIGKILL'));
    const line = await new Promise<string>((resolve) => {
      parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    const pid = Number(line);
    assert.ok(pid > 0 && isAlive(pid), line);
    parent.kill('SIGKILL');
    assert.ok(await until(() => !isAlive(pid)), `engine ${pid} is still there`);
  });
}

test('dispose ends the process and fails what is pending', async (context) => {
  const { engine } = await openForTest(context);
  const { pid } = engine;
  assert.ok(pid !== undefined);
  const pending = engine.call('spin', 60_000);
  await engine.dispose();
  assert.ok(!isAlive(pid));
  assert.equal((await pending).ok, false);
  assert.equal((await engine.call('double', null)).ok, false);
});
