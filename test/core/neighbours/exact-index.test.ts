import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../server/core/metrics/seeded-random.ts';
import { exactIndex } from '../../../server/core/neighbours/exact-index.ts';
import {
  appearanceIndex,
  neighbourScores,
} from '../../../server/core/neighbours/neighbour-score.ts';
import { assertClose } from '../close-numbers.ts';

function bruteForce(data: Float64Array, query: Float64Array, dimension: number, k: number) {
  return Array.from({ length: data.length / dimension }, (_, row) => ({
    row,
    distance: Math.hypot(...query.map((value, j) => value - data[row * dimension + j]!)),
  }))
    .sort((a, b) => a.distance - b.distance || a.row - b.row)
    .slice(0, k);
}

const cases = [
  { name: 'few dimensions', dimension: 3, scale: () => 1 },
  { name: 'many dimensions', dimension: 40, scale: () => 1 },
  { name: 'lengths over many magnitudes', dimension: 20, scale: (u: number) => 10 ** (-8 * u) },
];
for (const { name, dimension, scale } of cases) {
  test(`finds what brute force finds: ${name}`, () => {
    const random = seededRandom(1);
    const rows = (count: number): Float64Array => {
      const lengths = Array.from({ length: count }, () => scale(random.next()));
      return Float64Array.from(
        { length: count * dimension },
        (_, i) => lengths[Math.floor(i / dimension)]! * random.normal(),
      );
    };
    const data = rows(300);
    const queries = rows(40);
    const found = exactIndex(data, dimension).search(queries, 11);
    for (let n = 0; n < 40; n++) {
      const query = queries.subarray(n * dimension, (n + 1) * dimension);
      const want = bruteForce(data, query, dimension, 11);
      const part = <T extends Int32Array | Float64Array>(of: T): T =>
        of.subarray(n * 11, (n + 1) * 11) as T;
      assert.deepEqual(
        [...part(found.rows)],
        want.map((one) => one.row),
      );
      assertClose(
        part(found.distances),
        want.map((one) => one.distance),
        1e-12,
      );
    }
  });
}

test('near zero, distances keep all their digits', () => {
  const data = Float64Array.of(1e-9, 1, 3e-9, 1);
  const { distances } = exactIndex(data, 2).search(Float64Array.of(1.5e-9, 1), 2);
  assertClose(distances, [0.5e-9, 1.5e-9], 1e-9);
});

test('equal distances come in order of their rows', () => {
  const data = Float64Array.of(1, 0, -1, 0, 0, 1, 0, -1, 1, 0, 1, 0);
  const { rows } = exactIndex(data, 2).search(Float64Array.of(0, 0), 6);
  assert.deepEqual([...rows], [0, 1, 2, 3, 4, 5]);
});

test('an index smaller than k gives what it has, an empty one nothing', () => {
  const small = exactIndex(Float64Array.of(1, 2), 1).search(Float64Array.of(0, 5), 11);
  assert.equal(small.columns, 2);
  assert.deepEqual([...small.rows], [0, 1, 1, 0]);
  const empty = exactIndex(new Float64Array(), 3).search(new Float64Array(3), 11);
  assert.deepEqual({ columns: empty.columns, rows: empty.rows.length }, { columns: 0, rows: 0 });
});

test('S_N is the distance to the 10th nearest, to the last where there are fewer', () => {
  const angles = Array.from({ length: 12 }, (_, i) => i / 20);
  const ring = (of: readonly number[]): Float32Array =>
    Float32Array.from(of.flatMap((angle) => [3 * Math.cos(angle), 3 * Math.sin(angle)]));
  const chord = (angle: number): number => 2 * Math.sin(angle / 2);
  const all = neighbourScores(appearanceIndex(ring(angles), 2), ring([0]));
  const few = neighbourScores(appearanceIndex(ring(angles.slice(0, 4)), 2), ring([0]));
  // Features are float32.
  assertClose([...all, ...few], [chord(9 / 20), chord(3 / 20)], 1e-6);
});

test('features of zeros have a finite S_N', () => {
  const index = appearanceIndex(Float32Array.of(0, 0, 1, 0), 2);
  assert.deepEqual([...neighbourScores(index, Float32Array.of(0, 0))], [1]);
});
