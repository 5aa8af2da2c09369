import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CalibrationScores,
  combinedPValues,
  isProductAtMost,
} from '../../../server/core/calibration/combined-p-values.ts';
import { thinCalibration } from '../../../server/core/calibration/thin-calibration.ts';
import { seededRandom } from '../../../server/core/metrics/seeded-random.ts';

/** The definition, word for word, in integers. */
function byDefinition(
  calibration: { readonly grood: readonly number[]; readonly neighbours: readonly number[] },
  own: readonly [number, number],
): readonly [p: number, pGrood: number, pNeighbours: number] {
  const views = [
    [...calibration.grood, own[0]],
    [...calibration.neighbours, own[1]],
  ] as const;
  const ranks = views.map((pool) =>
    pool.map((member) => pool.filter((other) => other >= member).length),
  );
  const products = ranks[0]!.map((rank, i) => BigInt(rank) ** 3n * BigInt(ranks[1]![i]!));
  const size = products.length;
  const asExtreme = products.filter((product) => product <= products.at(-1)!).length;
  return [asExtreme / size, ranks[0]!.at(-1)! / size, ranks[1]!.at(-1)! / size];
}

function drawScores(count: number, seed: number, draw: Draw): [number[], number[]] {
  const random = seededRandom(seed);
  const pairs = Array.from({ length: count }, () => draw(random));
  return [pairs.map(([score]) => score), pairs.map(([, neighbour]) => neighbour)];
}

type Draw = (random: ReturnType<typeof seededRandom>) => readonly [number, number];

const draws: readonly { readonly name: string; readonly draw: Draw }[] = [
  { name: 'independent views', draw: (random) => [random.next(), random.next()] },
  {
    name: 'views that agree',
    draw: (random) => {
      const shared = random.normal();
      return [Math.exp(3 * shared + 0.3 * random.normal()), shared + 0.5 * random.normal()];
    },
  },
  {
    name: 'views that oppose each other',
    draw: (random) => {
      const shared = random.next();
      return [shared, 1 - shared];
    },
  },
  { name: 'many ties', draw: (random) => [random.below(4), random.below(6)] },
  { name: 'a view without meaning', draw: (random) => [0, random.next()] },
];
for (const { name, draw } of draws) {
  test(`p-values equal their definition: ${name}`, () => {
    for (const count of [1, 2, 20, 150, 700]) {
      const [grood, neighbours] = drawScores(count, count, draw);
      const toP = combinedPValues({ grood, neighbours });
      const [scores, neighbourScores] = drawScores(25, 1_000 + count, draw);
      scores.push(-1, 1e9, grood[0]!);
      neighbourScores.push(-1, 1e9, neighbours[0]!);
      scores.forEach((score, i) => {
        const { p, pGrood, pNeighbours } = toP(score, neighbourScores[i]!);
        const want = byDefinition({ grood, neighbours }, [score, neighbourScores[i]!]);
        assert.deepEqual([p, pGrood, pNeighbours], want);
      });
    }
  });
}

test('of n + 1 images alike, each left out in turn, at most a share alpha has p <= alpha', () => {
  const [grood, neighbours] = drawScores(41, 5, (random) => [random.next(), random.next()]);
  const p = grood.map((score, i) => {
    const calibration = {
      grood: grood.filter((_, j) => j !== i),
      neighbours: neighbours.filter((_, j) => j !== i),
    };
    return combinedPValues(calibration)(score, neighbours[i]!).p;
  });
  const alphas = Array.from({ length: 41 }, (_, k) => (k + 1) / 41);
  for (const alpha of alphas) {
    const flagged = p.filter((value) => value <= alpha).length / p.length;
    assert.ok(flagged <= alpha + 1e-12, `${flagged} flagged at ${alpha}`);
  }
});

test('ranks up to 50,000 are compared exactly, ties beyond 2^53 included', () => {
  const random = seededRandom(6);
  const exact = (grood: number, neighbours: number): bigint =>
    BigInt(grood) ** 3n * BigInt(neighbours);
  for (let i = 0; i < 5_000; i++) {
    const grood = 20_000 + random.below(5_000);
    const neighbours = 5_000 + random.below(1_000);
    // Twice the rank and an eighth of the other is a tie; one more or less is none.
    const own = { grood: 2 * grood, neighbours: neighbours + random.below(3) - 1 };
    const want = exact(grood, 8 * neighbours) <= exact(own.grood, own.neighbours);
    assert.equal(isProductAtMost(grood, 8 * neighbours, own), want);
  }
});

test('10,000 images against 2,000 and 1,000 against 50,000 take well under a second each', () => {
  for (const [count, images] of [
    [2_000, 10_000],
    [50_000, 1_000],
  ] as const) {
    const [grood, neighbours] = drawScores(count, 7, (random) => [random.next(), random.next()]);
    const started = performance.now();
    const toP = combinedPValues({ grood, neighbours });
    for (let i = 0; i < images; i++) toP(grood[i % count]! + 1e-9, neighbours[(7 * i) % count]!);
    const tookMs = performance.now() - started;
    // Measured 30 and 60 ms; the limit leaves room for a loaded machine.
    assert.ok(tookMs < 1_500, `${count}: ${tookMs} ms`);
  }
});

const refused: readonly { readonly name: string; readonly scores: CalibrationScores }[] = [
  { name: 'no calibration images', scores: { grood: [], neighbours: [] } },
  { name: 'views of unequal length', scores: { grood: [1, 2], neighbours: [1] } },
  { name: 'a score that is no number', scores: { grood: [Number.NaN], neighbours: [1] } },
  {
    name: 'more images than integers are exact for',
    scores: { grood: new Float64Array(50_001), neighbours: new Float64Array(50_001) },
  },
];
for (const { name, scores } of refused) {
  test(`${name}: a caller's bug`, () => {
    assert.throws(() => combinedPValues(scores), RangeError);
  });
}

test('a calibration set is thinned to its limit by seed, pairs kept together', () => {
  const grood = Float64Array.from({ length: 100 }, (_, i) => i);
  const scores = { grood, neighbours: grood.map((score) => -score) };
  const thin = thinCalibration(scores, 3, 10);
  assert.equal(thin.grood.length, 10);
  assert.deepEqual(
    Array.from(thin.neighbours),
    Array.from(thin.grood, (score) => -score),
  );
  assert.deepEqual(thinCalibration(scores, 3, 10), thin);
  assert.notDeepEqual(thinCalibration(scores, 4, 10), thin);
  assert.equal(thinCalibration(scores, 3, 100), scores);
});
