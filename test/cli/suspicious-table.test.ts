import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SuspiciousTable } from '../../server/cli/suspicious-table.ts';
import type { ScoreRecord } from '../../server/protocol/record.ts';

const record: ScoreRecord = {
  path: 'a.jpg',
  verdict: 'ood',
  p: 1 / 401,
  score: 0.1,
  neighbourScore: 0.5,
  pGrood: 1 / 401,
  pNeighbours: 0.2,
  class: 'stop',
  neighbours: [],
  lookalikes: [],
  error: null,
};

function print(records: readonly ScoreRecord[], rows = 40): string[] {
  const table = new SuspiciousTable({ calibrationCount: 400, classCount: 8 });
  table.add(records);
  return table.print({ rows, isColoured: false });
}

test('the most suspicious stand first, ties by score, unreadable files last', () => {
  const lines = print([
    { ...record, path: 'ordinary', verdict: 'in-distribution', p: 0.6 },
    { ...record, path: 'broken', verdict: 'error', p: null, score: null, error: 'Empty.' },
    { ...record, path: 'tied-low', score: 0.1 },
    { ...record, path: 'tied-high', score: 0.2 },
    { ...record, path: 'unusual', p: 0.04 },
  ]);
  const order = lines.slice(1).map((line) => line.slice(0, 19).trim());
  assert.deepEqual(order, [
    '‼ 0.0025  tied-high',
    '‼ 0.0025  tied-low',
    '! 0.040   unusual',
    '✓ 0.60    ordinary',
    '×         broken',
  ]);
});

test('a row ends with the sentence that all faces say', () => {
  const [, line] = print([{ ...record, p: 0.04 }]);
  assert.match(line!, /Unusual: looks most like stop, but only 4 in 100 ordinary images are/);
});

test('rows beyond the limit are counted', () => {
  const ordinary: ScoreRecord = { ...record, verdict: 'in-distribution', p: 0.5 };
  const lines = print([record, ordinary, ordinary, ordinary], 2);
  assert.equal(lines.length, 4);
  assert.equal(lines.at(-1), '… and 2 more files (2 ordinary); --format csv lists all.');
});

test('unreadable files keep their place where not all rows are shown', () => {
  const ordinary: ScoreRecord = { ...record, verdict: 'in-distribution', p: 0.5 };
  const broken: ScoreRecord = { ...record, verdict: 'error', p: null, error: 'Empty.' };
  const lines = print([...Array.from({ length: 9 }, () => ordinary), broken, record], 4);
  assert.deepEqual(
    lines.map((line) => line[0]),
    [' ', '‼', '✓', '✓', '…', '×'],
  );
});

test('control characters in names are shown, not obeyed', () => {
  const [, line] = print([{ ...record, path: 'a\u001b[31m\n\u009bb.jpg' }]);
  assert.ok(line!.includes('a\\x1b[31m\\x0a\\x9bb.jpg'));
});

test('nothing scored prints nothing', () => {
  assert.deepEqual(print([]), []);
});
