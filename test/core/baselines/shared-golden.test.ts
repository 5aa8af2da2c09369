import { test } from 'node:test';
import type { ClassHead } from '../../../server/core/baselines/baseline-training.ts';
import { fitBaselines } from '../../../server/core/baselines/fit-baselines.ts';
import { plainProducts } from '../../../server/core/linear-algebra/plain-products.ts';
import { solveSymmetric } from '../../../server/core/linear-algebra/solve-symmetric.ts';
import { auroc } from '../../../server/core/metrics/auroc.ts';
import { auprIn, auprOut } from '../../../server/core/metrics/average-precision.ts';
import { fpr95 } from '../../../server/core/metrics/fpr95.ts';
import { assertClose } from '../close-numbers.ts';
import { GOLDEN_DIMENSION, goldenSkip, readGolden, readGoldenArrays } from '../shared-golden.ts';

test('every baseline equals the float64 reference', { skip: goldenSkip }, async () => {
  const { classes, baselines } = readGolden();
  const { features, logits, trainLabels } = readGoldenArrays();
  const score = await fitBaselines({
    features: features.train,
    dimension: GOLDEN_DIMENSION,
    labels: trainLabels,
    classCount: classes,
    head: await recoverHead(features.train, logits.train, classes),
  });
  const split = (name: 'test' | 'ood-test') =>
    score({ features: features[name], logits: { data: logits[name], classCount: classes } });
  const id = await split('test');
  const ood = await split('ood-test');
  for (const [name, want] of Object.entries(baselines)) {
    const a = id[name as keyof typeof id]!;
    const b = ood[name as keyof typeof id]!;
    const have = [auroc(a, b), fpr95(a, b), auprIn(a, b), auprOut(a, b)].map((x) => 100 * x);
    // 0.05 points: ViM's head is recovered from float32 logits.
    assertClose(have, [want.auroc, want.fpr95, want.auprIn, want.auprOut], 0, 0.05);
  }
});

/** The stored arrays hold no head: least squares on 10,000 images gives it back to float32. */
async function recoverHead(
  features: Float32Array,
  logits: Float32Array,
  classCount: number,
): Promise<ClassHead> {
  const count = logits.length / classCount;
  const width = GOLDEN_DIMENSION + 1;
  const data = new Float64Array(count * (width + classCount));
  for (let n = 0; n < count; n++) {
    const at = n * (width + classCount);
    data.set(features.subarray(n * GOLDEN_DIMENSION, (n + 1) * GOLDEN_DIMENSION), at);
    data[at + GOLDEN_DIMENSION] = 1;
    data.set(logits.subarray(n * classCount, (n + 1) * classCount), at + width);
  }
  const columns = width + classCount;
  const gram = (await plainProducts.gram({ rows: count, columns, data })).data;
  const square = Float64Array.from(
    { length: width * width },
    (_, i) => gram[Math.floor(i / width) * columns + (i % width)]!,
  );
  const weight = new Float64Array(classCount * GOLDEN_DIMENSION);
  const bias = new Float64Array(classCount);
  for (let k = 0; k < classCount; k++) {
    const right = Float64Array.from({ length: width }, (_, j) => gram[j * columns + width + k]!);
    const solution = solveSymmetric(square, right);
    weight.set(solution.subarray(0, GOLDEN_DIMENSION), k * GOLDEN_DIMENSION);
    bias[k] = solution[GOLDEN_DIMENSION]!;
  }
  return { weight, bias };
}
