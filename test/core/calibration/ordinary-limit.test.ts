import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedPValues } from '../../../server/core/calibration/combined-p-values.ts';
import { ordinaryFlaggedLimit } from '../../../server/core/calibration/ordinary-limit.ts';
import { seededRandom } from '../../../server/core/metrics/seeded-random.ts';

// Beta-binomial quantiles, by exact summation in rational arithmetic.
const cases = [
  { name: 'alpha below the smallest p', m: 100, n: 10, alpha: 0.05, want: 0 },
  { name: 'no images', m: 0, n: 100, alpha: 0.05, want: 0 },
  { name: 'alpha 1', m: 12, n: 9, alpha: 1, want: 12 },
  { name: 'a = 1, n = 19', m: 10, n: 19, alpha: 0.05, want: exactLimit(10, 19, 1) },
  { name: 'a = 5, n = 99', m: 200, n: 99, alpha: 0.05, want: exactLimit(200, 99, 5) },
  {
    name: 'a = 29, n = 99, where alpha (n + 1) rounds down',
    m: 50,
    n: 99,
    alpha: 0.29,
    want: exactLimit(50, 99, 29),
  },
];
for (const { name, m, n, alpha, want } of cases) {
  test(`the limit of ordinary folders: ${name}`, () => {
    const limit = ordinaryFlaggedLimit({ imageCount: m, calibrationCount: n, alpha });
    assert.equal(limit, want);
  });
}

/** Smallest f with P(X <= f) >= 0.99; P(X = k) = C(a+k-1, k) C(b+m-k-1, m-k) / C(a+b+m-1, m). */
function exactLimit(m: number, n: number, a: number): number {
  const b = n + 1 - a;
  const choose = (from: number, count: number): bigint => {
    let ways = 1n;
    for (let i = 1; i <= count; i++) ways = (ways * BigInt(from - count + i)) / BigInt(i);
    return ways;
  };
  const total = choose(a + b + m - 1, m);
  let sum = 0n;
  for (let k = 0; k <= m; k++) {
    sum += choose(a + k - 1, k) * choose(b + m - k - 1, m - k);
    if (100n * sum >= 99n * total) return k;
  }
  return m;
}

test('a million images give an answer near the large-sample one', () => {
  const limit = ordinaryFlaggedLimit({ imageCount: 1e6, calibrationCount: 2_000, alpha: 0.05 });
  // Beta(100, 1901) has its 99 % quantile at 0.0619, computed by its normal approximation +- 1 %.
  assert.ok(limit > 60_000 && limit < 63_500, String(limit));
});

test('about one ordinary folder in a hundred exceeds the limit', () => {
  const random = seededRandom(11);
  const draw = (count: number): number[] => Array.from({ length: count }, () => random.next());
  const limit = ordinaryFlaggedLimit({ imageCount: 60, calibrationCount: 80, alpha: 0.05 });
  let above = 0;
  const folders = 2_000;
  for (let i = 0; i < folders; i++) {
    const toP = combinedPValues({ grood: draw(80), neighbours: draw(80) });
    const flagged = draw(60).filter((score) => toP(score, random.next()).p <= 0.05).length;
    if (flagged > limit) above++;
  }
  // At most 1 % by construction; 3 standard deviations of 2,000 draws are 0.7 %.
  assert.ok(above / folders < 0.017, `${above} of ${folders}`);
});
