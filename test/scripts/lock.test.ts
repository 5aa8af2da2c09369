import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..', '..');
const module = pathToFileURL(join(root, 'scripts/bootstrap/lock.mjs')).href;
const folder = mkdtempSync(join(tmpdir(), 'grood-lock-'));
after(() => rmSync(folder, { recursive: true }));

/** Runs a program that notes when it enters and leaves its turn. */
async function takeTurn(lock: string, log: string): Promise<void> {
  const program = `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as wait } from 'node:timers/promises';
    import { whileLocked } from '${module}';
    await whileLocked(${JSON.stringify(lock)}, async () => {
      appendFileSync(${JSON.stringify(log)}, 'in ');
      await wait(100);
      appendFileSync(${JSON.stringify(log)}, 'out ');
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
}

test('two processes take turns', async () => {
  const lock = join(folder, 'turns.lock');
  const log = join(folder, 'turns.log');
  await Promise.all([takeTurn(lock, log), takeTurn(lock, log)]);
  assert.equal(readFileSync(log, 'utf8'), 'in out in out ');
  assert.equal(existsSync(lock), false);
});

const dead = spawnSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).stdout.trim();
const leftBehind = [
  { name: 'whose process is gone', owner: dead, secondsOld: 0 },
  { name: 'without a heartbeat', owner: String(process.pid), secondsOld: 60 },
];
for (const { name, owner, secondsOld } of leftBehind) {
  test(`a lock ${name} is taken over`, async () => {
    const lock = join(folder, `${secondsOld}.lock`);
    const log = join(folder, `${secondsOld}.log`);
    writeFileSync(lock, owner);
    const then = new Date(Date.now() - secondsOld * 1000);
    utimesSync(lock, then, then);
    await takeTurn(lock, log);
    assert.equal(readFileSync(log, 'utf8'), 'in out ');
  });
}
