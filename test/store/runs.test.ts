import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { RunFilter, RunQuery, Store } from '../../server/store/store.ts';
import { hashOf, neighbours, openForTest, runRow } from './rows.ts';

const rows = [
  runRow('b/2.jpg', 0.5, { class: 'yield' }),
  runRow('a/1.jpg', 0.01, { hash: hashOf(1), pGrood: 0.9 }),
  runRow('c/broken.jpg', null),
  runRow('a/3.jpg', 0.5),
  runRow('B/4.jpg', 0.05),
];

function filled(context: TestContext): { store: Store; run: number } {
  const { store } = openForTest(context, null);
  const scores = { p: 0.01, score: 1, neighbourScore: 1, pGrood: 0.9, pNeighbours: 1 };
  store.putResults('d', [{ hash: hashOf(1), ...scores, class: 'stop', neighbours }]);
  const run = store.beginRun({ folder: '/data', detectorId: 'd' });
  store.addRunRows(run, rows.slice(0, 2));
  store.addRunRows(run, rows.slice(2));
  return { store, run };
}

const orders: { sort: RunQuery['sort']; want: number[] }[] = [
  { sort: undefined, want: [0, 1, 2, 3, 4] },
  { sort: { by: 'position', descending: true }, want: [4, 3, 2, 1, 0] },
  { sort: { by: 'p' }, want: [1, 4, 0, 3, 2] },
  { sort: { by: 'p', descending: true }, want: [0, 3, 4, 1, 2] },
  { sort: { by: 'score' }, want: [0, 3, 4, 1, 2] },
  { sort: { by: 'pGrood' }, want: [4, 0, 3, 1, 2] },
  { sort: { by: 'path' }, want: [4, 1, 3, 0, 2] },
  { sort: { by: 'class' }, want: [1, 3, 4, 0, 2] },
];
for (const { sort, want } of orders) {
  test(`rows by ${sort ? JSON.stringify(sort) : 'nothing'} have errors last`, (context) => {
    const { store, run } = filled(context);
    const query = sort === undefined ? {} : { sort };
    const page = store.pageRun(run, { ...query, offset: 0, count: 10 });
    assert.deepEqual(
      page.rows.map((row) => row.position),
      want,
    );
    const second = store.pageRun(run, { ...query, offset: 2, count: 2 });
    assert.deepEqual(
      second.rows.map((row) => row.position),
      want.slice(2, 4),
    );
    assert.equal(second.total, 5);
  });
}

const combined = { view: 'combined', p: 0.05 } as const;
const filters: { name: string; filter: RunFilter; want: number[] }[] = [
  { name: 'ood at its threshold', filter: { verdict: { is: 'ood', ...combined } }, want: [1, 4] },
  {
    name: 'ood in the other view',
    filter: { verdict: { is: 'ood', view: 'grood', p: 0.05 } },
    want: [4],
  },
  {
    name: 'in-distribution',
    filter: { verdict: { is: 'in-distribution', ...combined } },
    want: [0, 3],
  },
  { name: 'an error', filter: { verdict: { is: 'error', ...combined } }, want: [2] },
  { name: 'of a class', filter: { class: 'yield' }, want: [0] },
  { name: 'under a path', filter: { pathContains: 'b/' }, want: [0, 4] },
  {
    name: 'under a path with SQL wildcards',
    filter: { pathContains: '%' },
    want: [],
  },
  {
    name: 'of a class and ood',
    filter: { class: 'stop', verdict: { is: 'ood', ...combined } },
    want: [1, 4],
  },
];
for (const { name, filter, want } of filters) {
  test(`a filter finds what is ${name}`, (context) => {
    const { store, run } = filled(context);
    const page = store.pageRun(run, { filter, offset: 0, count: 10 });
    assert.deepEqual(
      page.rows.map((row) => row.position),
      want,
    );
    assert.equal(page.total, want.length);
  });
}

test('a page carries every column, and the neighbours of the result', (context) => {
  const { store, run } = filled(context);
  const path = 'd/\ufffd.jpg';
  store.addRunRows(run, [runRow(path, 1, { pathBytes: Uint8Array.of(0xff) })]);
  const page = store.pageRun(run, { offset: 0, count: 10 });
  assert.deepEqual({ ...page.rows[1] }, { ...rows[1], position: 1, neighbours });
  assert.equal(page.rows[2]?.error, 'c/broken.jpg is empty.');
  assert.deepEqual(page.rows[5]?.pathBytes, Uint8Array.of(0xff));
});

test('a threshold counts verdicts anew without another run', (context) => {
  const { store, run } = filled(context);
  const counts = [0.001, 0.05, 0.5].map((p) => store.countVerdicts(run, { view: 'combined', p }));
  assert.deepEqual(counts, [
    { inDistribution: 4, ood: 0, error: 1 },
    { inDistribution: 2, ood: 2, error: 1 },
    { inDistribution: 0, ood: 4, error: 1 },
  ]);
});

test('the p-values of a run come in ascending order without those of errors', (context) => {
  const { store, run } = filled(context);
  assert.deepEqual(store.pValuesOf(run, 'combined'), Float64Array.of(0.01, 0.05, 0.5, 0.5));
  assert.deepEqual(store.pValuesOf(run, 'grood'), Float64Array.of(0.05, 0.5, 0.5, 0.9));
});

test('a folder lists its runs, newest first, with those that did not end', (context) => {
  const { store, run } = filled(context);
  store.endRun(run);
  const second = store.beginRun({ folder: '/data', detectorId: 'e' });
  store.beginRun({ folder: '/other', detectorId: 'd' });
  const runs = store.runsOf('/data');
  assert.deepEqual(
    runs.map(({ id, detectorId, finishedMs }) => [id, detectorId, finishedMs === null]),
    [
      [second, 'e', true],
      [run, 'd', false],
    ],
  );
  store.dropRun(run);
  assert.equal(store.runsOf('/data').length, 1);
  assert.equal(store.pageRun(run, { offset: 0, count: 1 }).total, 0);
});
