import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitBaselines } from '../../../server/core/baselines/fit-baselines.ts';
import {
  energyScores,
  maxLogitScores,
  mspScores,
} from '../../../server/core/baselines/logit-scores.ts';
import { vimDimension } from '../../../server/core/baselines/vim.ts';
import { auroc } from '../../../server/core/metrics/auroc.ts';
import { seededRandom } from '../../../server/core/metrics/seeded-random.ts';
import { blobs } from '../blobs.ts';
import { assertClose } from '../close-numbers.ts';

const logits = Float32Array.of(0, 0, Math.log(2), 0, 1_000, 0);
const rows = [
  { name: 'energy', score: energyScores, want: [-Math.log(2), -Math.log(3), -1_000] },
  { name: 'MSP', score: mspScores, want: [-1 / 2, -2 / 3, -1] },
  { name: 'MaxLogit', score: maxLogitScores, want: [0, -Math.log(2), -1_000] },
];
for (const { name, score, want } of rows) {
  // Logits are float32.
  test(`${name} from logits, higher for less certain images`, () =>
    assertClose(score(logits, 2), want, 1e-6));
}

const dimensions = [
  { features: 64, want: 32 },
  { features: 767, want: 383 },
  { features: 768, want: 512 },
  { features: 1_280, want: 512 },
  { features: 2_048, want: 1_000 },
];
for (const { features, want } of dimensions) {
  test(`ViM keeps ${want} of ${features} dimensions`, () =>
    assert.equal(vimDimension(features), want));
}

const shapes = [
  { name: 'more images than dimensions', count: 90, dimension: 12 },
  { name: 'fewer images than dimensions', count: 60, dimension: 80 },
];
for (const { name, count, dimension } of shapes) {
  test(`far strangers score higher with every method: ${name}`, async () => {
    const all = blobs({ count: count + 30, dimension, classCount: 3, seed: 1, spread: 0.3 });
    const training = {
      ...all,
      features: all.features.slice(0, count * dimension),
      labels: all.labels.slice(0, count),
    };
    const near = all.features.slice(count * dimension);
    const random = seededRandom(5);
    const far = Float32Array.from({ length: 30 * dimension }, () => 2 * random.normal());
    const weight = Float64Array.from({ length: 3 * dimension }, (_, i) => {
      const k = Math.floor(i / dimension);
      return training.features[k * dimension + (i % dimension)]! / dimension;
    });
    const head = { weight, bias: Float64Array.of(0.1, -0.2, 0) };
    const score = await fitBaselines({ ...training, head });
    const of = (features: Float32Array) =>
      score({ features, logits: { data: new Float32Array(90), classCount: 3 } });
    const [id, ood] = [await of(near), await of(far)];
    for (const method of ['knn', 'mahalanobis++', 'vim'] as const) {
      const area = auroc(id[method]!, ood[method]!);
      assert.ok(area > 0.9, `${method}: ${area}`);
    }
  });
}

test('methods that need logits or a head are absent without them', async () => {
  const training = blobs({ count: 20, dimension: 4, classCount: 2, seed: 2 });
  const score = await fitBaselines(training);
  const features = training.features;
  const withoutLogits = await score({ features });
  assert.deepEqual(Object.keys(withoutLogits).sort(), ['knn', 'mahalanobis++']);
  const withLogits = await score({
    features,
    logits: { data: new Float32Array(40), classCount: 2 },
  });
  assert.deepEqual(Object.keys(withLogits).sort(), [
    'energy',
    'knn',
    'mahalanobis++',
    'maxLogit',
    'msp',
  ]);
});
