import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ImageFilter, Judgement } from '../../server/store/images.ts';
import type { Store } from '../../server/store/store.ts';
import { openForTest, runRow, temporaryFolder } from './rows.ts';

const judgement: Judgement = { view: 'combined', p: 0.05, smallestP: 0.01 };

function filled(context: TestContext): { store: Store; runId: number } {
  const { store } = openForTest(context, null);
  const runId = store.beginRun({ folder: '/d', detectorId: 'd' });
  const rows = [
    runRow('/d/a.png', 0.01),
    runRow('/d/b.png', 0.04),
    runRow('/d/c.png', 0.5),
    runRow('/d/sub/d.png', 0.02),
    runRow('/d/sub/broken.png', null),
  ];
  store.replaceRunRows(runId, rows, 1000);
  return { store, runId };
}

function paths(store: Store, runIds: number[], filter: ImageFilter, below?: string): string[] {
  const query = { judgement, filter, sort: 'path', offset: 0, count: 100 } as const;
  return store.pageImages({ runIds, below }, query).rows.map(({ path }) => path);
}

const filters: { name: string; filter: ImageFilter; below?: string; want: string[] }[] = [
  { name: 'very unusual', filter: { grades: ['very-unusual'] }, want: ['/d/a.png'] },
  { name: 'unusual', filter: { grades: ['unusual'] }, want: ['/d/b.png', '/d/sub/d.png'] },
  {
    name: 'of two grades',
    filter: { grades: ['ordinary', 'unreadable'] },
    want: ['/d/c.png', '/d/sub/broken.png'],
  },
  { name: 'in a range', filter: { pRange: [0.02, 0.04] }, want: ['/d/b.png', '/d/sub/d.png'] },
  { name: 'decided', filter: { isDecided: true }, want: ['/d/b.png'] },
  {
    name: 'below a folder',
    filter: {},
    below: '/d/sub',
    want: ['/d/sub/broken.png', '/d/sub/d.png'],
  },
];
for (const { name, filter, below, want } of filters) {
  test(`images that are ${name} are found, and no others`, (context) => {
    const { store, runId } = filled(context);
    store.mirrorDecisions([{ kind: 'fine', path: '/d/b.png' }]);
    assert.deepEqual(paths(store, [runId], filter, below), want);
  });
}

test('decided images are counted apart', (context) => {
  const { store, runId } = filled(context);
  const counted = { veryUnusual: 1, unusual: 2, ordinary: 1, unreadable: 1, decided: 0 };
  assert.deepEqual(store.countGrades({ runIds: [runId] }, judgement), counted);
  store.mirrorDecisions([{ kind: 'trash', path: '/d/b.png' }]);
  const after = { ...counted, unusual: 1, decided: 1 };
  assert.deepEqual(store.countGrades({ runIds: [runId] }, judgement), after);
  store.mirrorDecisions([]);
  assert.deepEqual(store.countGrades({ runIds: [runId] }, judgement), counted);
});

test('a pass drops what it did not see, but for what a decision moved', (context) => {
  const { store, runId } = filled(context);
  store.mirrorDecisions([{ kind: 'quarantine', path: '/d/b.png' }]);
  store.replaceRunRows(runId, [runRow('/d/a.png', 0.3)], 2000);
  const gone = store.dropUnseenRows({ runIds: [runId] }, 2000);
  assert.deepEqual(gone.sort(), ['/d/c.png', '/d/sub/broken.png', '/d/sub/d.png']);
  assert.deepEqual(paths(store, [runId], {}), ['/d/a.png', '/d/b.png']);
  assert.equal(store.imagesAt([runId], ['/d/a.png']).get('/d/a.png')?.p, 0.3);
});

test('what is remembered outlives the process, and is forgotten by null', (context) => {
  const folder = temporaryFolder(context);
  const first = openForTest(context, folder).store;
  first.remember('threshold', '0.1');
  first.close();
  const second = openForTest(context, folder).store;
  assert.equal(second.recall('threshold'), '0.1');
  second.remember('threshold', null);
  assert.equal(second.recall('threshold'), null);
});

test('replacing rows takes no longer in a large run than in a small one', (context) => {
  const { store } = openForTest(context, null);
  const rows = (count: number) => Array.from({ length: count }, (_, i) => runRow(`/d/${i}`, 0.5));
  const timeOf = (size: number): number => {
    const runId = store.beginRun({ folder: `/${size}`, detectorId: 'd' });
    store.replaceRunRows(runId, rows(size), 1);
    const startedMs = performance.now();
    for (let i = 0; i < 5; i += 1) store.replaceRunRows(runId, rows(200), 2);
    return performance.now() - startedMs;
  };
  const small = timeOf(200);
  // Reading the whole run for each row takes a hundred times as long.
  assert.ok(timeOf(20_000) < 12 * small);
});
