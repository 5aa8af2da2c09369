import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { applyAdapter } from '../../../server/core/grood/apply-adapter.ts';
import {
  fitGrood,
  type GroodFitOptions,
  type GroodTraining,
} from '../../../server/core/grood/fit-grood.ts';
import { nonFiniteRows } from '../../../server/core/grood/non-finite-rows.ts';
import { oodGradients } from '../../../server/core/grood/ood-gradient.ts';
import { scoreGrood } from '../../../server/core/grood/score-grood.ts';
import { plainProducts } from '../../../server/core/linear-algebra/plain-products.ts';
import { blobs } from '../blobs.ts';
import { assertClose } from '../close-numbers.ts';

const classMean: GroodFitOptions = {
  adapter: 'whiten',
  prototype: { source: 'class-mean' },
  products: plainProducts,
};
const known: GroodFitOptions = {
  ...classMean,
  prototype: { source: 'known', features: Float32Array.of(5, 5, 6, 5) },
};

function training(rows: readonly (readonly number[])[], labels: readonly number[]): GroodTraining {
  return {
    features: Float32Array.from(rows.flat()),
    dimension: rows[0]!.length,
    labels: Int32Array.from(labels),
    classCount: Math.max(...labels) + 1,
  };
}

test('at the OOD prototype the gradient points from the nearest class prototype to it', () => {
  const prototypes = {
    dimension: 2,
    classPrototypes: Float64Array.of(0, 0, 10, 0),
    oodPrototype: Float64Array.of(3, 4),
    oodTarget: 0,
  };
  const { gradients } = oodGradients(Float64Array.of(3, 4), prototypes);
  const q = 1 / (1 + Math.exp(-5) + Math.exp(-Math.hypot(7, 4)));
  assertClose(gradients, [q * 0.6, q * 0.8], 1e-12);
});

test('gradients far from all prototypes stay finite', () => {
  const prototypes = {
    dimension: 1,
    classPrototypes: Float64Array.of(0, 1),
    oodPrototype: Float64Array.of(2),
    oodTarget: 0,
  };
  const { gradients } = oodGradients(Float64Array.of(1e6), prototypes);
  const weights = [Math.exp(-2), Math.exp(-1), 1];
  assertClose(gradients, [1 / weights.reduce((a, b) => a + b)], 1e-9);
});

test('at the mean of the training features, adapted features are 0', async () => {
  const { adapter } = await fitGrood(
    training(
      [
        [0, 0],
        [2, 0],
        [0, 2],
        [2, 2],
      ],
      [0, 1, 0, 1],
    ),
    known,
  );
  assert.deepEqual(applyAdapter(adapter, Float32Array.of(1, 1), 2), Float64Array.of(0, 0));
});

const withoutAdapter = [
  {
    name: 'one image a class',
    rows: [
      [0, 0],
      [1, 0],
      [0, 1],
    ],
    labels: [0, 1, 2],
  },
  {
    name: 'identical images in each class',
    rows: [
      [0, 1],
      [0, 1],
      [2, 1],
      [2, 1],
    ],
    labels: [0, 0, 1, 1],
  },
  {
    name: 'classes with the same images',
    rows: [
      [0, 1],
      [2, 3],
      [0, 1],
      [2, 3],
    ],
    labels: [0, 0, 1, 1],
  },
  {
    name: 'identical images throughout',
    rows: [
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    labels: [0, 0, 1, 1],
  },
];
for (const { name, rows, labels } of withoutAdapter) {
  test(`${name}: the adapter is left out with a warning, and scores are finite`, async () => {
    const fitted = await fitGrood(training(rows, labels), classMean);
    assert.equal(fitted.adapter, null);
    assert.match(fitted.warnings.join('\n'), /The adapter was left out: /);
    const { scores, neighbourScores } = scoreGrood(fitted, Float32Array.of(7, 8, 1, 1));
    assert.deepEqual(nonFiniteRows(scores, 1), []);
    assert.deepEqual(nonFiniteRows(neighbourScores, 1), []);
  });
}

suite('one class', () => {
  const single = training(
    [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 2],
    ],
    [0, 0, 0, 0],
  );

  test('without known OOD images has no OOD prototype and says that neighbours decide', async () => {
    const fitted = await fitGrood(single, classMean);
    assert.equal(fitted.oodPrototype, null);
    assert.equal(fitted.prototype, 'none');
    assert.equal(fitted.gradients.length, 0);
    assert.match(fitted.warnings.join('\n'), /one class and no known OOD images/);
    const scored = scoreGrood(fitted, Float32Array.of(3, -3));
    assert.deepEqual([...scored.scores], [0]);
    assert.ok(scored.neighbourScores[0]! > 0);
    assert.equal(scored.prototypeDistances[1], Infinity);
  });

  test('with known OOD images works with two prototypes and scale 1', async () => {
    const fitted = await fitGrood(single, known);
    assert.equal(fitted.adapter?.scale, 1);
    assert.equal(fitted.gradients.length, 4 * 2);
    const { scores } = scoreGrood(fitted, Float32Array.of(5, 5, 0.5, 0.8));
    assert.ok(scores[0]! > scores[1]!, `${scores[0]} against ${scores[1]}`);
  });
});

test('a class with one image is named', async () => {
  const set = training(
    [
      [0, 0],
      [1, 0],
      [9, 9],
    ],
    [0, 0, 1],
  );
  const { warnings } = await fitGrood({ ...set, classNames: ['cat', 'dog'] }, classMean);
  assert.match(warnings.join('\n'), /The class dog has one training image/);
});

const mismatched = [
  { correct: 1, why: /Only 1 of 4 .* class order, its preprocessing .* index holds only those/ },
  { correct: 0, why: /Only 0 of 4 .* index holds all of them instead/ },
];
for (const { correct, why } of mismatched) {
  test(`${correct} of 4 classified correctly is a warning with the reason`, async () => {
    const set = training(
      [
        [0, 0],
        [1, 0],
        [5, 5],
        [6, 5],
      ],
      [0, 0, 1, 1],
    );
    const pseudoLabels = Int32Array.from(set.labels, (label, n) =>
      n < correct ? label : 1 - label,
    );
    const fitted = await fitGrood({ ...set, pseudoLabels }, classMean);
    assert.match(fitted.warnings.join('\n'), why);
    assert.equal(fitted.indexedRows.length, correct === 0 ? 4 : correct);
  });
}

test('overlapping classes are the reason where pseudo-labels are nearest prototypes', async () => {
  const labels = [0, 1, 2, 3, 0, 1, 2, 3];
  const set = training([[1], [2], [3], [4], [4], [3], [2], [1.5]], labels);
  const { warnings } = await fitGrood(set, { ...classMean, adapter: 'none' });
  assert.match(warnings.join('\n'), /the classes overlap/);
});

test('logits of foreign classes are never a correct pseudo-label', async () => {
  const set = training(
    [
      [0, 0],
      [1, 0],
      [5, 5],
      [6, 5],
    ],
    [0, 0, 1, 1],
  );
  const logits = {
    data: Float32Array.of(9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 9, 0),
    classOf: Int32Array.of(0, -1, 1),
  };
  const { indexedRows } = await fitGrood({ ...set, logits }, classMean);
  assert.deepEqual([...indexedRows], [0, 2]);
});

test('rows with NaN or infinite features are reported, and refused by a fit', async () => {
  const features = Float32Array.of(1, 2, Number.NaN, 0, 3, 4, 0, -Infinity);
  assert.deepEqual(nonFiniteRows(features, 2), [1, 3]);
  const set = { features, dimension: 2, labels: Int32Array.of(0, 0, 1, 1), classCount: 2 };
  await assert.rejects(fitGrood(set, classMean), /not finite in 2 rows: 1, 3/);
});

test('mixed features make the index, plain ones the prototypes', async () => {
  const set = blobs({ count: 40, dimension: 3, classCount: 2, seed: 8 });
  const plain = await fitGrood(set, classMean);
  const mixedFeatures = set.features.map((value) => 0.9 * value);
  const mixed = await fitGrood(set, { ...classMean, mixedFeatures, oodTarget: 0.1 });
  assert.deepEqual(mixed.classPrototypes, plain.classPrototypes);
  assert.deepEqual(mixed.indexedRows, plain.indexedRows);
  assert.notDeepEqual(mixed.gradients, plain.gradients);
});

const bugs = [
  { name: 'an empty class', set: { ...training([[0], [1]], [0, 0]), classCount: 2 } },
  { name: 'features of another length', set: { ...training([[0], [1]], [0, 1]), dimension: 2 } },
  { name: 'no images', set: { ...training([[0]], [0]), labels: new Int32Array() } },
  { name: 'a label out of range', set: { ...training([[0], [1]], [0, 1]), classCount: 1 } },
];
for (const { name, set } of bugs) {
  test(`${name} is a caller's bug`, async () => {
    await assert.rejects(fitGrood(set, classMean), RangeError);
  });
}
