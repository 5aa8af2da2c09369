import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Tensor } from 'onnxruntime-node';
import { fitGrood } from '../../server/core/grood/fit-grood.ts';
import { auroc } from '../../server/core/metrics/auroc.ts';
import { headModel } from '../../server/runtime/onnx/detector/head-graph.ts';
import { ortProducts } from '../../server/runtime/onnx/ort-products.ts';
import { encodeModel } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { openSession } from '../../server/runtime/onnx/session.ts';
import { sharedPath } from '../shared-material.ts';

const folder = sharedPath('goldens');
const skip = folder === null ? 'the shared golden values are not beside the repository' : false;
if (folder === null) console.log(`skipped: ${skip}`);

for (const adapter of ['none', 'whiten'] as const) {
  for (const source of ['known', 'class-mean'] as const) {
    test(`the graph gives the golden scores of adapter ${adapter}, ${source}`, { skip }, () =>
      checkGolden(adapter, source),
    );
  }
}

async function checkGolden(
  adapter: 'none' | 'whiten',
  source: 'known' | 'class-mean',
): Promise<void> {
  const golden = JSON.parse(readFileSync(`${folder}/golden.json`, 'utf8'));
  const want = golden.configurations[`adapter-${adapter}/${source}`];
  const products = await ortProducts();
  assert.ok(products.ok);
  const labels = Int32Array.from(readFileSync(`${folder}/arrays/train-labels.bin`));
  const classOf = Int32Array.from({ length: 10 }, (_, k) => k);
  const known = { source: 'known' as const, features: floats('ood-known-features') };
  const fitted = await fitGrood(
    {
      features: floats('train-features'),
      dimension: 64,
      labels,
      classCount: 10,
      logits: { data: floats('train-logits'), classOf },
    },
    {
      adapter,
      products: products.value,
      prototype: source === 'known' ? known : { source },
    },
  );
  await products.value.dispose();
  const one = { grood: new Float32Array(1), neighbour: new Float32Array(1) };
  const validation = await scored(headModel(fitted, { calibration: one }), 'val-features');
  const calibration = {
    grood: validation['score'] as Float32Array,
    neighbour: validation['neighbour_score'] as Float32Array,
  };
  const model = headModel(fitted, { calibration });
  const test = await scored(model, 'test-features');
  const ood = await scored(model, 'ood-test-features');
  assertClose(test['score'], want.score.test);
  assertClose(ood['score'], want.score['ood-test']);
  for (const [name, key] of [
    ['p_grood', 'pGrood'],
    ['p', 'p'],
  ] as const) {
    assertClose(test[name], want[key].test);
    assertClose(ood[name], want[key]['ood-test']);
  }
  assertClose(test['p_neighbours'], want.pNeighbours.test);
  want.nearestTrainRows.forEach((rows: number[], i: number) => {
    const got = Array.from(test['grood_rows']?.slice(i * 11, i * 11 + rows.length) ?? [], Number);
    assert.deepEqual(got, rows);
  });
  const got = 100 * auroc(test['score'] as Float32Array, ood['score'] as Float32Array);
  assert.ok(Math.abs(got - want.metrics.grood.auroc) <= 0.05, `AUROC ${got}`);
}

type Columns = Record<string, Float32Array | BigInt64Array>;

async function scored(model: ReturnType<typeof headModel>, name: string): Promise<Columns> {
  const session = await openSession(encodeModel(model));
  assert.ok(session.ok);
  const features = floats(name);
  const input = new Tensor('float32', features, [features.length / 64, 64]);
  const out = await session.value.run({ features: input });
  await session.value.release();
  return Object.fromEntries(Object.entries(out).map(([key, { data }]) => [key, data])) as Columns;
}

function floats(name: string): Float32Array {
  const bytes = readFileSync(`${folder}/arrays/${name}.bin`);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** The stated tolerance of the golden values for float32 engines. */
function assertClose(got: ArrayLike<number | bigint> | undefined, want: number[]): void {
  want.forEach((value, i) => {
    const difference = Math.abs(Number(got?.[i]) - value);
    assert.ok(difference <= 1e-4 * Math.abs(value), `${i}: ${got?.[i]}, not ${value}`);
  });
}
