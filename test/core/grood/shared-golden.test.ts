import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { benjaminiHochberg } from '../../../server/core/calibration/benjamini-hochberg.ts';
import { combinedPValues } from '../../../server/core/calibration/combined-p-values.ts';
import { combinedStatistic } from '../../../server/core/calibration/combined-statistic.ts';
import { applyAdapter } from '../../../server/core/grood/apply-adapter.ts';
import { fitGrood } from '../../../server/core/grood/fit-grood.ts';
import type { FittedGrood } from '../../../server/core/grood/fitted.ts';
import { type GroodScores, groodScorer } from '../../../server/core/grood/score-grood.ts';
import { invertLowerTriangular } from '../../../server/core/linear-algebra/invert-lower-triangular.ts';
import { plainProducts } from '../../../server/core/linear-algebra/plain-products.ts';
import { auroc } from '../../../server/core/metrics/auroc.ts';
import { auprIn, auprOut } from '../../../server/core/metrics/average-precision.ts';
import { fpr95 } from '../../../server/core/metrics/fpr95.ts';
import { assertClose, NINE_DIGITS } from '../close-numbers.ts';
import {
  GOLDEN_DIMENSION,
  type GoldenMetrics,
  goldenSkip,
  readGolden,
  readGoldenArrays,
} from '../shared-golden.ts';

const cases = [
  { adapter: 'none', source: 'known' },
  { adapter: 'none', source: 'class-mean' },
  { adapter: 'whiten', source: 'known' },
  { adapter: 'whiten', source: 'class-mean' },
] as const;

suite('GROOD equals the float64 reference', { skip: goldenSkip }, () => {
  for (const { adapter, source } of cases) {
    test(`with adapter ${adapter} and the OOD prototype from ${source}`, () =>
      checkConfiguration(adapter, source));
  }
});

async function checkConfiguration(
  adapter: 'none' | 'whiten',
  source: 'known' | 'class-mean',
): Promise<void> {
  const golden = readGolden();
  const want = golden.configurations[`adapter-${adapter}/${source}`]!;
  const { features, logits, trainLabels } = readGoldenArrays();
  const fitted = await fitGrood(
    {
      features: features.train,
      dimension: GOLDEN_DIMENSION,
      labels: trainLabels,
      classCount: golden.classes,
      logits: { data: logits.train, classOf: Int32Array.from({ length: 10 }, (_, i) => i) },
    },
    {
      adapter,
      prototype: source === 'known' ? { source, features: features['ood-known'] } : { source },
      products: plainProducts,
    },
  );
  assert.equal(fitted.indexedRows.length, golden.indexed);
  assertClose(fitted.oodPrototype!.subarray(0, 8), want.oodPrototypeFirst, NINE_DIGITS);
  if (adapter === 'whiten') checkAdapter(fitted, features.test);
  else {
    const prototypes = corner(fitted.classPrototypes, golden.classes, 4);
    assertClose(prototypes, golden.classPrototypesFirst, NINE_DIGITS);
  }
  const scorer = groodScorer(fitted);
  const val = scorer(features.val);
  const scores = { test: scorer(features.test), 'ood-test': scorer(features['ood-test']) };
  checkGradients(scores.test, want);
  for (const split of ['test', 'ood-test'] as const) {
    assertClose(scores[split].scores.subarray(0, 32), want.score[split], NINE_DIGITS);
  }
  checkCalibrated(val, scores, want);
}

function checkAdapter(fitted: FittedGrood, test: Float32Array): void {
  const golden = readGolden();
  const { adapter } = fitted;
  assertClose([adapter!.scale], [golden.adapter.scale], 1e-12);
  assertClose(adapter!.mean.subarray(0, 8), golden.adapter.meanFirst, NINE_DIGITS);
  const rows = applyAdapter(adapter, test.subarray(0, 4 * GOLDEN_DIMENSION), GOLDEN_DIMENSION);
  assertClose(corner(rows, 4, 8), golden.adapter.adaptedFirst, NINE_DIGITS);
  const prototypes = corner(fitted.classPrototypes, golden.classes, 4);
  assertClose(prototypes, golden.adapter.classPrototypesFirst, NINE_DIGITS);
  // The inverse of a lower triangular corner is the corner of the inverse.
  const inverse = Float64Array.from(corner(adapter!.inverseCholesky, 4, 4));
  assertClose(invertLowerTriangular(inverse, 4), golden.adapter.choleskyFirst, NINE_DIGITS);
}

function checkGradients(
  have: GroodScores,
  want: ReturnType<typeof readGolden>['configurations'][string],
): void {
  const norms = Float64Array.from({ length: 32 }, (_, n) =>
    Math.hypot(...have.gradients.subarray(n * GOLDEN_DIMENSION, (n + 1) * GOLDEN_DIMENSION)),
  );
  assertClose(norms, want!.gradientNorm, NINE_DIGITS);
  assertClose(corner(have.gradients, 4, 8), want!.gradientFirst, NINE_DIGITS);
  const { columns, rows } = have.byGradient;
  want!.nearestTrainRows.forEach((nearest, n) => {
    assert.deepEqual([...rows.subarray(n * columns, n * columns + nearest.length)], nearest);
  });
}

function checkCalibrated(
  val: GroodScores,
  scores: { readonly test: GroodScores; readonly 'ood-test': GroodScores },
  want: NonNullable<ReturnType<typeof readGolden>['configurations'][string]>,
): void {
  const calibration = { grood: val.scores, neighbours: val.neighbourScores };
  const toP = combinedPValues(calibration);
  const toStatistic = combinedStatistic(calibration);
  const split = (of: GroodScores) => {
    const p = Array.from(of.scores, (score, n) => toP(score, of.neighbourScores[n]!));
    const c = Array.from(of.scores, (score, n) => toStatistic(score, of.neighbourScores[n]!));
    return { p, c };
  };
  const sides = { test: split(scores.test), 'ood-test': split(scores['ood-test']) };
  for (const name of ['test', 'ood-test'] as const) {
    const { p, c } = sides[name];
    const first = p.slice(0, 32);
    assertClose(
      first.map((v) => v.pGrood),
      want.pGrood[name],
      NINE_DIGITS,
    );
    assertClose(
      first.map((v) => v.p),
      want.p[name],
      NINE_DIGITS,
    );
    assertClose(c.slice(0, 32), want.combined[name], NINE_DIGITS);
    const flagged = p.filter((v) => v.p <= want.flagged.alpha).length / p.length;
    assert.equal(flagged, want.flagged[name]);
  }
  const firstTest = sides.test.p.slice(0, 32).map((v) => v.pNeighbours);
  assertClose(firstTest, want.pNeighbours.test, NINE_DIGITS);
  const all = [...sides.test.p, ...sides['ood-test'].p].map((v) => v.p);
  const discoveries = benjaminiHochberg(all, 0.1).filter(Boolean).length;
  assert.equal(discoveries, want.flagged['benjaminiHochberg0.1']);
  checkMetrics(scores.test.scores, scores['ood-test'].scores, want.metrics.grood);
  checkMetrics(sides.test.c, sides['ood-test'].c, want.metrics.combined);
}

/** The first `columns` numbers of the first `rows` rows. */
function corner(data: Float64Array, rows: number, columns: number): number[] {
  return Array.from({ length: rows }, (_, i) => [
    ...data.subarray(i * GOLDEN_DIMENSION, i * GOLDEN_DIMENSION + columns),
  ]).flat();
}

/** 1e-4 is the last digit stored. */
function checkMetrics(id: ArrayLike<number>, ood: ArrayLike<number>, want: GoldenMetrics): void {
  const have = [auroc(id, ood), fpr95(id, ood), auprIn(id, ood), auprOut(id, ood)];
  const wanted = [want.auroc, want.fpr95, want.auprIn, want.auprOut];
  assertClose(
    have.map((share) => 100 * share),
    wanted,
    0,
    1e-4,
  );
}
