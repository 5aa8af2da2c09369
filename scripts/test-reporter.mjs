/**
 * Prints a line for each test file, every failure in full and every skip with its reason. The
 * last line is `N passed, N failed`, with `, N skipped` where some were.
 */

import { relative, resolve } from 'node:path';
import { inspect } from 'node:util';

export default async function* report(events) {
  const files = new Map();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type === 'test:pass' || type === 'test:fail') {
      if (type === 'test:pass' && isNoTest(data)) continue;
      const outcome = outcomeOf(type, data);
      total[outcome]++;
      const count = countOf(files, data.file);
      count[outcome]++;
      if (outcome === 'failed') yield failure(data);
      if (outcome === 'skipped') yield `- ${nameOf(data)}: skipped, ${reasonOf(data)}\n`;
    } else if (type === 'test:stdout' || type === 'test:stderr') {
      yield data.message;
    } else if (type === 'test:summary' && data.file !== undefined) {
      if (files.has(data.file)) yield fileLine(data, countOf(files, data.file));
    } else if (type === 'test:summary' && !data.success && total.failed === 0) {
      // The runner saw a failure that belongs to no test, such as a hook's.
      total.failed = Math.max(1, data.counts.failed + data.counts.cancelled);
    }
  }
  if (Object.values(total).every((count) => count === 0)) {
    // A filter that fits nothing, or a run that lost its tests, must not pass.
    process.exitCode = 1;
    yield 'No test ran.\n';
  }
  yield `${sentence(total)}\n`;
}

/** The runner reports suites, and files in which no test was wanted, as if they were tests. */
function isNoTest(data) {
  return data.details.type === 'suite' || resolve(data.name) === data.file;
}

/** A test marked todo may fail without harm, so it counts as one that was left out. */
function outcomeOf(type, data) {
  if (isMarked(data.skip) || isMarked(data.todo)) return 'skipped';
  return type === 'test:pass' ? 'passed' : 'failed';
}

const isMarked = (mark) => mark !== undefined && mark !== false;

function reasonOf({ skip, todo }) {
  const reason = isMarked(skip) ? skip : todo;
  return typeof reason === 'string' && reason !== '' ? reason : 'and no reason was given';
}

function countOf(files, file) {
  if (!files.has(file)) files.set(file, { passed: 0, failed: 0, skipped: 0 });
  return files.get(file);
}

const nameOf = (data) => (data.file ? `${relative('', data.file)}: ${data.name}` : data.name);

function failure(data) {
  const { error, duration_ms: ms } = data.details;
  const place = data.line ? ` (line ${data.line})` : '';
  const head = `✗ ${nameOf(data)}${place}, ${Math.round(ms)} ms\n`;
  if (error?.failureType === 'subtestsFailed') return head;
  const cause = error?.cause ?? error;
  return `${head}${textOf(cause).replace(/^/gm, '    ')}\n`;
}

function textOf(cause) {
  // An assertion's message holds the difference; the values again would only bury it.
  const text = cause?.code === 'ERR_ASSERTION' ? cause.stack : inspect(cause, { depth: 6 });
  return typeof cause === 'string' ? cause : text.replace(/\n\s+at .*\(node:internal.*/g, '');
}

function fileLine({ file, duration_ms: ms }, count) {
  const mark = count.failed === 0 ? '✓' : '✗';
  return `${mark} ${relative('', file)}: ${sentence(count)} (${(ms / 1000).toFixed(1)} s)\n`;
}

function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
