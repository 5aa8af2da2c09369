import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { benjaminiHochberg } from '../../../server/core/calibration/benjamini-hochberg.ts';
import { combinedPValues } from '../../../server/core/calibration/combined-p-values.ts';
import { fitGrood } from '../../../server/core/grood/fit-grood.ts';
import { groodScorer } from '../../../server/core/grood/score-grood.ts';
import { plainProducts } from '../../../server/core/linear-algebra/plain-products.ts';
import { auroc } from '../../../server/core/metrics/auroc.ts';
import { auprIn, auprOut } from '../../../server/core/metrics/average-precision.ts';
import { fpr95 } from '../../../server/core/metrics/fpr95.ts';
import { assertClose } from '../close-numbers.ts';

interface Golden {
  readonly dimension: number;
  readonly classCount: number;
  readonly features: Readonly<Record<Split | 'train' | 'calibration' | 'known', number[]>>;
  readonly trainLabels: readonly number[];
  readonly configurations: readonly Configuration[];
}

type Split = 'queries' | 'ood';

interface Configuration {
  readonly adapter: 'none' | 'whiten';
  readonly source: 'known' | 'class-mean';
  readonly oodTarget: number;
  readonly scale: number | null;
  readonly indexed: number;
  readonly classPrototypes: readonly number[];
  readonly oodPrototype: readonly number[];
  readonly gradients: readonly number[];
  readonly scores: Readonly<Record<Split, number[]>>;
  readonly neighbourScores: Readonly<Record<Split, number[]>>;
  readonly nearestRows: readonly (readonly number[])[];
  readonly classes: readonly number[];
  readonly pValues: Readonly<Record<Split, readonly (readonly number[])[]>>;
  readonly discoveries: number;
  readonly metrics: Readonly<Record<'auroc' | 'fpr95' | 'auprIn' | 'auprOut', number>>;
}

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../golden/grood.json'), 'utf8'),
) as Golden;

for (const want of golden.configurations) {
  const { adapter, source, oodTarget } = want;
  test(`equals an independent float64 program: ${adapter}, ${source}, t_ood ${oodTarget}`, () =>
    checkConfiguration(want));
}

/** Float64 on both sides: only the order of sums differs. */
const RELATIVE = 1e-9;

async function checkConfiguration(want: Configuration): Promise<void> {
  const { adapter, source, oodTarget } = want;
  const features = (name: keyof Golden['features']): Float32Array =>
    Float32Array.from(golden.features[name]);
  const fitted = await fitGrood(
    {
      features: features('train'),
      labels: Int32Array.from(golden.trainLabels),
      dimension: golden.dimension,
      classCount: golden.classCount,
    },
    {
      adapter,
      prototype: source === 'known' ? { source, features: features('known') } : { source },
      products: plainProducts,
      oodTarget,
    },
  );
  assert.equal(fitted.indexedRows.length, want.indexed);
  assertClose([fitted.adapter?.scale ?? 0], [want.scale ?? 0], RELATIVE);
  assertClose(fitted.classPrototypes, want.classPrototypes, RELATIVE, 1e-13);
  assertClose(fitted.oodPrototype!, want.oodPrototype, RELATIVE, 1e-13);
  const scorer = groodScorer(fitted);
  const calibration = scorer(features('calibration'));
  const have = { queries: scorer(features('queries')), ood: scorer(features('ood')) };
  assertClose(have.queries.gradients, want.gradients, RELATIVE, 1e-13);
  assert.deepEqual([...have.queries.classes], want.classes);
  assert.deepEqual(
    [...have.queries.byGradient.rows],
    want.nearestRows.flat(),
    'nearest training rows',
  );
  const toP = combinedPValues({
    grood: calibration.scores,
    neighbours: calibration.neighbourScores,
  });
  const pValues = (['queries', 'ood'] as const).flatMap((split) => {
    assertClose(have[split].scores, want.scores[split], RELATIVE, 1e-13);
    assertClose(have[split].neighbourScores, want.neighbourScores[split], RELATIVE, 1e-13);
    const p = Array.from(have[split].scores, (score, n) =>
      toP(score, have[split].neighbourScores[n]!),
    );
    assert.deepEqual(
      p.map((one) => [one.p, one.pGrood, one.pNeighbours]),
      want.pValues[split],
    );
    return p.map((one) => one.p);
  });
  assert.equal(benjaminiHochberg(pValues, 0.2).filter(Boolean).length, want.discoveries);
  const sides = [have.queries.scores, have.ood.scores] as const;
  const { metrics } = want;
  assertClose(
    [auroc(...sides), fpr95(...sides), auprIn(...sides), auprOut(...sides)],
    [metrics.auroc, metrics.fpr95, metrics.auprIn, metrics.auprOut],
    1e-12,
  );
}
