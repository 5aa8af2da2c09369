import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitGrood, type GroodTraining } from '../../../server/core/grood/fit-grood.ts';
import type { FittedGrood } from '../../../server/core/grood/fitted.ts';
import { oodGradients, type Prototypes } from '../../../server/core/grood/ood-gradient.ts';
import { groodScorer, scoreGrood } from '../../../server/core/grood/score-grood.ts';
import { plainProducts } from '../../../server/core/linear-algebra/plain-products.ts';
import { seededRandom } from '../../../server/core/metrics/seeded-random.ts';
import { blobs, shuffled, takeRows } from '../blobs.ts';
import { assertClose } from '../close-numbers.ts';

const adapters = ['none', 'whiten'] as const;
const training = blobs({ count: 150, dimension: 10, classCount: 4, seed: 1 });
const strangers = blobs({ count: 40, dimension: 10, classCount: 3, seed: 2 }).features;
const queries = blobs({ count: 30, dimension: 10, classCount: 5, seed: 3 }).features;

function fit(of: GroodTraining, adapter: 'none' | 'whiten', known: Float32Array) {
  const prototype = { source: 'known', features: known } as const;
  return fitGrood(of, { adapter, prototype, products: plainProducts });
}

for (const adapter of adapters) {
  test(`the order of the training images does not matter, adapter ${adapter}`, async () => {
    const order = shuffled(150, 4);
    const other: GroodTraining = {
      ...training,
      features: takeRows(training.features, 10, order),
      labels: Int32Array.from(order, (row) => training.labels[row]!),
    };
    const turned = takeRows(strangers, 10, shuffled(40, 5));
    const a = scoreGrood(await fit(training, adapter, strangers), queries);
    const b = scoreGrood(await fit(other, adapter, turned), queries);
    // 1e-6 is the promise; float64 sums differ in their last digits only.
    assertClose(b.scores, a.scores, 1e-6);
    assertClose(b.neighbourScores, a.neighbourScores, 1e-6);
    assert.deepEqual(b.classes, a.classes);
    const rows = b.byFeatures.rows.map((row) => order[row]!);
    assert.deepEqual(rows, a.byFeatures.rows);
  });

  test(`the size of a batch does not matter, adapter ${adapter}`, async () => {
    const scorer = groodScorer(await fit(training, adapter, strangers));
    const whole = scorer(queries);
    for (const size of [1, 7]) {
      const scores: number[] = [];
      for (let from = 0; from < queries.length; from += size * 10) {
        scores.push(...scorer(queries.subarray(from, from + size * 10)).scores);
      }
      assert.deepEqual(scores, [...whole.scores]);
    }
  });
}

test('the same input gives the same bits', async () => {
  const once = await fit(training, 'whiten', strangers);
  const twice = await fit(training, 'whiten', strangers);
  assert.deepEqual(twice, once);
});

/** Loss whose gradient with respect to p_ood GROOD is made of: cross-entropy with target t. */
function loss(feature: Float64Array, of: Prototypes, label: number): number {
  const { dimension, classPrototypes, oodPrototype, oodTarget } = of;
  const all = [...classPrototypes, ...oodPrototype!];
  const distances = Array.from({ length: all.length / dimension }, (_, p) =>
    Math.hypot(...feature.map((value, j) => value - all[p * dimension + j]!)),
  );
  const logSum = Math.log(distances.reduce((sum, distance) => sum + Math.exp(-distance), 0));
  const ood = distances.length - 1;
  const nearLabel = (1 - oodTarget) * (-distances[label]! - logSum);
  return -(nearLabel + oodTarget * (-distances[ood]! - logSum));
}

for (const oodTarget of [0, 0.1]) {
  test(`the closed form is the gradient by finite differences, t_ood ${oodTarget}`, () => {
    const random = seededRandom(6);
    const dimension = 5;
    const numbers = (count: number): Float64Array =>
      Float64Array.from({ length: count }, () => random.normal());
    for (let round = 0; round < 20; round++) {
      const feature = numbers(dimension);
      const oodPrototype = numbers(dimension);
      const prototypes = {
        dimension,
        classPrototypes: numbers(3 * dimension),
        oodPrototype,
        oodTarget,
      };
      const { gradients } = oodGradients(feature, prototypes);
      const step = 1e-5;
      const differences = oodPrototype.map((_, j) => {
        const moved = (by: number): number => {
          const ood = oodPrototype.map((value, i) => (i === j ? value + by : value));
          return loss(feature, { ...prototypes, oodPrototype: ood }, 0);
        };
        return (moved(step) - moved(-step)) / (2 * step);
      });
      // Central differences of a function of size one are good to about 1e-10 at this step. The
      // loss falls where p_ood comes nearer to h only through q_ood, hence the sign.
      assertClose(
        gradients.map((g) => -g),
        differences.map((g) => -g),
        1e-6,
        1e-9,
      );
    }
  });
}

test('a training image is at distance 0 of its own row', async () => {
  const fitted: FittedGrood = await fit(training, 'whiten', strangers);
  const row = fitted.indexedRows[5]!;
  const { scores, byGradient } = scoreGrood(fitted, takeRows(training.features, 10, [row]));
  // The fit multiplies by an engine's product, the score by inner products: rounding differs.
  assert.ok(scores[0]! < 1e-12);
  assert.equal(byGradient.rows[0], row);
});
