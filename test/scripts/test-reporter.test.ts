import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const start = "import { test, describe } from 'node:test';\n";

const cases = [
  {
    name: 'passes alone',
    source: "test('a', () => {}); test('b', () => {});",
    last: '2 passed, 0 failed',
    code: 0,
  },
  {
    name: 'a failure, in full',
    source: "test('a', () => {}); test('b', () => { throw new RangeError('7 is not 8'); });",
    last: '1 passed, 1 failed',
    code: 1,
    says: /b \(line 2\).*\n.*RangeError: 7 is not 8/,
  },
  {
    name: 'a skip with its reason',
    source: "test('a', () => {}); test('b', { skip: 'no Python here' }, () => {});",
    last: '1 passed, 0 failed, 1 skipped',
    code: 0,
    says: /b: skipped, no Python here/,
  },
  {
    name: 'a file that cannot be loaded as a failure',
    source: "import './missing.mjs';",
    last: '0 passed, 1 failed',
    code: 1,
  },
  {
    name: 'a suite by its tests only',
    source: "describe('s', () => { test('a', () => {}); test('b', () => {}); });",
    last: '2 passed, 0 failed',
    code: 0,
  },
  {
    name: 'a failure in a hook of a suite',
    source:
      "import { before } from 'node:test';" +
      "describe('s', () => { before(() => { throw new Error('x'); }); test('a', () => {}); });",
    last: null,
    code: 1,
  },
  { name: 'a file without tests as no success', source: '', last: '0 passed, 0 failed', code: 1 },
];

for (const { name, source, last, code, says } of cases) {
  test(`the report counts ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'grood-report-'));
    const file = join(folder, 'case.test.mjs');
    writeFileSync(file, start + source);
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const reporter = `--test-reporter=${join(root, 'scripts/test-reporter.mjs')}`;
    const run = spawnSync(process.execPath, ['--test', reporter, file], { env, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    const lines = run.stdout.trimEnd().split('\n');
    assert.equal(run.status, code, run.stdout);
    if (last === null) assert.match(lines.at(-1) ?? '', /^\d+ passed, [1-9]\d* failed$/);
    else assert.equal(lines.at(-1), last);
    if (says) assert.match(run.stdout, says);
  });
}
