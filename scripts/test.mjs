/**
 * Runs the tests, those in an editor too: `npm test`, or `npm test -- PATH|PART-OF-A-PATH|TEST-NAME`.
 * Types are checked apart, by `npm run check`.
 */
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { runChild } from './bootstrap/run-child.mjs';

const root = join(import.meta.dirname, '..');
const filter = process.argv[2];
// Benchmarks have a command of their own.
const all = globSync('test/**/*.test.ts', { cwd: root, exclude: ['test/bench/**'] })
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
const wanted = filter === undefined ? all : all.filter((file) => isAt(file, filter));
// Node would look for tests of its own if it were given no file.
if (all.length === 0) throw new Error(`There are no tests below ${join(root, 'test')}.`);
const byName = wanted.length === 0 && filter !== undefined;

process.exitCode = await runChild(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--test',
    `--test-concurrency=${Math.min(4, availableParallelism())}`,
    `--test-timeout=${10 * 60_000}`,
    '--test-reporter=./scripts/test-reporter.mjs',
    ...(byName ? [`--test-name-pattern=${filter}`] : []),
    ...(byName ? all : wanted),
  ],
  { cwd: root, env: process.env },
);

function isAt(file, filter) {
  const path = relative(root, resolve(root, filter)).replaceAll('\\', '/');
  return file === path || file.startsWith(`${path}/`) || file.includes(filter);
}
