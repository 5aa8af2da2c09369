import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..', '..');
const module = pathToFileURL(join(root, 'scripts/bootstrap/run-child.mjs')).href;

/** Starts a Node.js that runs `script` through runChild and ends with the code that it returns. */
function startParent(script: string): ChildProcess {
  const parent = `
    import { runChild } from '${module}';
    process.exitCode = await runChild(process.execPath, ['-e', ${JSON.stringify(script)}], {
      cwd: process.cwd(), env: process.env });`;
  const args = ['--input-type=module', '-e', parent];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

const endings = [
  { name: 'the exit code', script: 'process.exit(2)', want: 2 },
  { name: 'success', script: '', want: 0 },
  { name: '128 + n after signal n', script: "process.kill(process.pid, 'SIGKILL')", want: 137 },
];
for (const { name, script, want } of endings) {
  test(`a command's ending is handed on: ${name}`, async () => {
    const [code] = await once(startParent(script), 'exit');
    assert.equal(code, want);
  });
}

test('without a terminal an interrupt reaches the command, which may end in its own way', async () => {
  const parent = startParent(`
    process.on('SIGINT', () => process.exit(130));
    setInterval(() => {}, 1000);
    console.log('ready');`);
  if (parent.stdout === null) throw new Error('The output is piped.');
  await once(parent.stdout, 'data');
  parent.kill('SIGINT');
  const [code] = await once(parent, 'exit');
  assert.equal(code, 130);
});
