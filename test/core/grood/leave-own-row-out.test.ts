import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitGrood } from '../../../server/core/grood/fit-grood.ts';
import { leaveOwnRowOut } from '../../../server/core/grood/leave-own-row-out.ts';
import { scoreGrood } from '../../../server/core/grood/score-grood.ts';
import { plainProducts } from '../../../server/core/linear-algebra/plain-products.ts';
import {
  appearanceIndex,
  neighbourScores,
} from '../../../server/core/neighbours/neighbour-score.ts';
import { blobs, takeRows } from '../blobs.ts';
import { assertClose } from '../close-numbers.ts';

const eleven = Array.from({ length: 11 }, (_, i) => i);
const of = (rows: readonly number[], distances: readonly number[]) => ({ rows, distances });

const cases = [
  {
    name: 'its own row first',
    byGradient: of([7, 3, 5], [0, 0.5, 0.6]),
    byFeatures: of(
      eleven.map((i) => i + 7),
      eleven,
    ),
    score: 0.5,
    neighbourScore: 10,
  },
  {
    name: 'its own row not in the gradient index',
    byGradient: of([3, 5], [0.5, 0.6]),
    byFeatures: of(
      eleven.map((i) => i + 7),
      eleven,
    ),
    score: 0.5,
    neighbourScore: 10,
  },
  {
    name: 'its own row behind a copy',
    byGradient: of([2, 7, 5], [0, 0, 0.6]),
    byFeatures: of([2, 7, ...eleven.slice(2).map((i) => i + 10)], [0, 0, ...eleven.slice(2)]),
    score: 0,
    neighbourScore: 10,
  },
  {
    name: 'more copies than columns',
    byGradient: of([1, 2], [0, 0]),
    byFeatures: of(
      eleven.map((i) => i + 20),
      eleven.map(() => 0),
    ),
    score: 0,
    neighbourScore: 0,
  },
  {
    name: 'five training images: k = N - 1',
    byGradient: of([7, 3], [0, 0.5]),
    byFeatures: of([7, 1, 2, 3, 4], [0, 1, 2, 3, 4]),
    score: 0.5,
    neighbourScore: 4,
  },
  {
    name: 'no other training image',
    byGradient: of([7], [0]),
    byFeatures: of([7], [0]),
    score: null,
    neighbourScore: null,
  },
];
for (const { name, score, neighbourScore, ...nearest } of cases) {
  test(`a training image scored with ${name}`, () => {
    const left = leaveOwnRowOut(nearest, 7);
    assert.equal(left.score, score);
    assert.equal(left.neighbourScore, neighbourScore);
    assert.ok(!Array.from(left.byFeatures.rows).includes(7));
  });
}

test('leaving out equals an index without the row', async () => {
  const training = blobs({ count: 30, dimension: 4, classCount: 2, seed: 9 });
  const fitted = await fitGrood(training, {
    adapter: 'whiten',
    prototype: { source: 'class-mean' },
    products: plainProducts,
  });
  const { byGradient, byFeatures } = scoreGrood(fitted, training.features);
  const row = fitted.indexedRows[3]!;
  const part = (from: { rows: Int32Array; distances: Float64Array; columns: number }) => ({
    rows: from.rows.subarray(row * from.columns, (row + 1) * from.columns),
    distances: from.distances.subarray(row * from.columns, (row + 1) * from.columns),
  });
  const left = leaveOwnRowOut({ byGradient: part(byGradient), byFeatures: part(byFeatures) }, row);
  const others = Int32Array.from({ length: 30 }, (_, n) => n).filter((n) => n !== row);
  const index = appearanceIndex(takeRows(training.features, 4, others), 4);
  const want = neighbourScores(index, takeRows(training.features, 4, [row]));
  assertClose([left.neighbourScore!], want, 1e-12);
});
