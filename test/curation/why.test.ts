import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type WhyContext, whySentence } from '../../server/curation/explain/why.ts';
import type { PrototypeSource } from '../../server/protocol/detector.ts';
import type { ScoreRecord } from '../../server/protocol/record.ts';

const record: ScoreRecord = {
  ...{ path: 'a.jpg', verdict: 'ood', p: 0.01, score: 0.2, neighbourScore: 0.7 },
  ...{ pGrood: 0.003, pNeighbours: 0.004, class: 'yield', error: null },
  neighbours: [{ path: 'yield/1.jpg', distance: 0.2 }],
  lookalikes: [{ path: 'stop/2.jpg', distance: 0.7 }],
};

const rows: readonly {
  readonly name: string;
  readonly record: Partial<ScoreRecord>;
  readonly prototype?: PrototypeSource;
  readonly view?: 'grood';
  readonly ood?: number;
  readonly says: string;
}[] = [
  {
    name: 'both views',
    record: {},
    says: 'Both views find it unusual: by gradient only 3 in 1,000 ordinary images are, by appearance only 4 in 1,000; it leans to yield; the training image most like it is stop/2.jpg.',
  },
  {
    name: 'the gradient alone',
    record: { pNeighbours: 0.31 },
    says: 'Its gradient decides: only 3 in 1,000 ordinary images pull the classes apart like this, though it looks ordinary (31 in 100); it leans to yield; the training image most like it is stop/2.jpg.',
  },
  {
    name: 'the appearance alone',
    record: { pGrood: 0.4 },
    says: 'Its appearance decides: only 4 in 1,000 ordinary images lie this far from the training images, though its gradient is ordinary (40 in 100); it leans to yield; the training image most like it is stop/2.jpg.',
  },
  {
    name: 'neither view alone',
    record: { pGrood: 0.06, pNeighbours: 0.07 },
    says: 'Both views together decide: each alone would pass (by gradient 6 in 100, by appearance 7 in 100); it leans to yield; the training image most like it is stop/2.jpg.',
  },
  {
    name: 'the gradient where it is asked for alone',
    record: { pNeighbours: 0.004 },
    view: 'grood',
    says: 'Its gradient decides: only 3 in 1,000 ordinary images pull the classes apart like this; it leans to yield; the training image most like it is stop/2.jpg.',
  },
  {
    name: 'an OOD prototype that is nearer than the class',
    record: { lookalikes: [], neighbours: [] },
    prototype: 'known',
    ood: 1,
    says: 'Both views find it unusual: by gradient only 3 in 1,000 ordinary images are, by appearance only 4 in 1,000; of the classes it is nearest to yield, but nearer to the known OOD images.',
  },
  {
    name: 'a detector of one class',
    record: { class: null },
    prototype: 'none',
    says: 'Its appearance decides: only 4 in 1,000 ordinary images lie this far from the training images; the training image most like it is stop/2.jpg.',
  },
  {
    name: 'an ordinary image',
    record: { verdict: 'in-distribution', pGrood: 0.5, pNeighbours: 0.25 },
    says: 'It is ordinary in both views (by gradient 50 in 100 ordinary images are at least as unusual, by appearance 25 in 100); it leans to yield; the training image most like it is yield/1.jpg.',
  },
  {
    name: 'an ordinary image that one view finds unusual',
    record: { verdict: 'in-distribution', pGrood: 0.6, pNeighbours: 0.03 },
    says: 'It looks unusual (3 in 100), but its gradient is not (60 in 100), and together they pass; it leans to yield; the training image most like it is yield/1.jpg.',
  },
  {
    name: 'a file that can’t be read',
    record: {
      verdict: 'error',
      pGrood: null,
      pNeighbours: null,
      error: 'a.jpg is empty (0 bytes).',
    },
    says: 'a.jpg is empty (0 bytes).',
  },
];

for (const { name, says, prototype = 'class-mean', view = 'combined', ood = 9, ...row } of rows) {
  test(`the sentence names what decided: ${name}`, () => {
    const distances = [
      { name: 'stop', distance: 4 },
      { name: 'yield', distance: 3 },
      { name: 'OOD prototype', distance: ood },
    ];
    const context: WhyContext = { threshold: { view, p: 0.05 }, prototype, distances };
    assert.equal(whySentence({ ...record, ...row.record }, context), says);
  });
}
