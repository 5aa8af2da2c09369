import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auroc } from '../../../server/core/metrics/auroc.ts';
import { aurocInterval } from '../../../server/core/metrics/auroc-interval.ts';
import { auprIn, auprOut } from '../../../server/core/metrics/average-precision.ts';
import { fpr95 } from '../../../server/core/metrics/fpr95.ts';
import { median, quantile } from '../../../server/core/metrics/quantile.ts';
import { sampleRows, seededRandom } from '../../../server/core/metrics/seeded-random.ts';
import { assertClose } from '../close-numbers.ts';

const sides = [
  { name: 'all OOD higher', id: [1, 2], ood: [3, 4], want: [1, 0, 1, 1] },
  { name: 'all OOD lower', id: [3, 4], ood: [1, 2], want: [0, 1, 5 / 12, 5 / 12] },
  { name: 'all equal', id: [1, 1], ood: [1, 1], want: [0.5, 1, 0.5, 0.5] },
  { name: 'one pair of four wrong', id: [1, 3], ood: [2, 4], want: [0.75, 0.5, 5 / 6, 5 / 6] },
];
for (const { name, id, ood, want } of sides) {
  test(`AUROC, FPR95, AUPR-IN, AUPR-OUT: ${name}`, () => {
    const have = [auroc(id, ood), fpr95(id, ood), auprIn(id, ood), auprOut(id, ood)];
    assertClose(have, want, 1e-12);
  });
}

test('AUROC equals the count over all pairs', () => {
  const random = seededRandom(1);
  const id = Array.from({ length: 57 }, () => random.below(20));
  const ood = Array.from({ length: 41 }, () => 3 + random.below(20));
  const wins = ood.flatMap((o) => id.map((i): number => (o > i ? 1 : o === i ? 0.5 : 0)));
  assertClose([auroc(id, ood)], [wins.reduce((a, b) => a + b) / wins.length], 1e-12);
});

const quantiles = [
  { values: [4, 1, 3, 2], share: 0.5, want: 2.5 },
  { values: [4, 1, 3, 2], share: 0.95, want: 3.85 },
  { values: [7], share: 0.95, want: 7 },
  { values: [1, 2], share: 1, want: 2 },
];
for (const { values, share, want } of quantiles) {
  test(`the ${share} quantile of ${values} is ${want}`, () =>
    assertClose([quantile(values, share)], [want], 1e-12));
}

test('metrics of nothing are a bug of the caller', () => {
  assert.throws(() => median([]), RangeError);
  assert.throws(() => auroc([], [1]), RangeError);
  assert.throws(() => aurocInterval([1], [], { seed: 1 }), RangeError);
});

test('the bootstrap interval holds the truth about 95 times in 100 and repeats by seed', () => {
  const random = seededRandom(2);
  // Two normals one standard deviation apart: AUROC = Phi(1 / sqrt 2).
  const truth = 0.7602499;
  let hits = 0;
  for (let seed = 0; seed < 200; seed++) {
    const id = Array.from({ length: 80 }, () => random.normal());
    const ood = Array.from({ length: 80 }, () => 1 + random.normal());
    const [low, high] = aurocInterval(id, ood, { seed, resamples: 300 });
    if (low <= truth && truth <= high) hits++;
  }
  // 95 % +- 3 standard deviations of 200 draws, less the known optimism of the percentile method.
  assert.ok(hits >= 178, `${hits} of 200`);
  const once = aurocInterval([1, 2, 3], [2, 3, 4], { seed: 5 });
  assert.deepEqual(aurocInterval([1, 2, 3], [2, 3, 4], { seed: 5 }), once);
});

test('random numbers are uniform, normal where asked, and depend on the seed', () => {
  const random = seededRandom(3);
  const values = Array.from({ length: 20_000 }, () => random.next());
  // Standard error 0.002.
  assert.ok(Math.abs(values.reduce((a, b) => a + b) / 20_000 - 0.5) < 0.01);
  assert.ok(values.every((value) => value >= 0 && value < 1));
  const normals = Array.from({ length: 20_000 }, () => random.normal());
  const variance = normals.reduce((sum, value) => sum + value * value, 0) / 20_000;
  // Standard error 0.01.
  assert.ok(Math.abs(variance - 1) < 0.05, String(variance));
  assert.notEqual(seededRandom(3).next(), seededRandom(4).next());
  assert.equal(seededRandom(3).next(), values[0]);
});

test('sampled rows are different, ascending and within bounds', () => {
  const rows = sampleRows(seededRandom(1), 50, 20);
  assert.equal(new Set(rows).size, 20);
  assert.deepEqual(
    [...rows],
    [...rows].sort((a, b) => a - b),
  );
  assert.ok(rows.every((row) => row >= 0 && row < 50));
  assert.equal(sampleRows(seededRandom(1), 5, 20).length, 5);
});
