import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runOnce } from '../../server/runtime/onnx/graph/run-graph.ts';
import { sameValues } from '../../server/runtime/onnx/graph/same-values.ts';
import { inspectModel } from '../../server/runtime/onnx/inspect/inspect-model.ts';
import { resolvePreprocessing } from '../../server/runtime/onnx/preprocessing/resolve-preprocessing.ts';
import { buildPrograms, type Programs } from '../../server/runtime/onnx/programs.ts';
import { int64s, node, tensor, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import {
  encodeModel,
  type ModelProto,
  type NodeProto,
} from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { noiseImages } from './model-rows.ts';
import { smallClassifier } from './small-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'grood-batch-'));
after(() => rmSync(folder, { recursive: true }));

const CLASS_TOKEN = [
  node('Reshape', ['relu', 'one-4-36'], ['rows']),
  node('Transpose', ['rows'], ['tokens'], { perm: { ints: [0, 2, 1] } }),
  node('Concat', ['token', 'tokens'], ['all'], { axis: { int: 1 } }),
  node('ReduceMean', ['all'], ['flat'], { axes: { ints: [1] }, keepdims: { int: 0 } }),
];
const MERGED = [
  // Halves of the rows become a batch of two for one image, as windows do.
  node('Reshape', ['relu', 'two-72'], ['windows']),
  node('Softmax', ['windows'], ['soft'], { axis: { int: -1 } }),
  node('Reshape', ['soft', 'one-4-36'], ['rows']),
  node('ReduceMean', ['rows'], ['flat'], { axes: { ints: [2] }, keepdims: { int: 0 } }),
];
const TIED = [
  // Images of a batch are compared with one another: no batch but one gives the same.
  node('Softmax', ['relu'], ['soft'], { axis: { int: 0 } }),
  node('Add', ['soft', 'relu'], ['mixed']),
  node('ReduceMean', ['mixed'], ['flat'], { axes: { ints: [2, 3] }, keepdims: { int: 0 } }),
];

const cases: { name: string; nodes: NodeProto[]; batch: number; staticBatch: number | null }[] = [
  {
    name: 'a class token joined to the data is freed',
    nodes: CLASS_TOKEN,
    batch: 1,
    staticBatch: null,
  },
  { name: 'windows merged into the batch are freed', nodes: MERGED, batch: 1, staticBatch: null },
  { name: 'images that see one another keep their batch', nodes: TIED, batch: 1, staticBatch: 1 },
  { name: 'a fixed batch of four is kept', nodes: MERGED.slice(0, 0), batch: 4, staticBatch: 4 },
];
for (const { name, nodes, batch, staticBatch } of cases) {
  test(name, async () => {
    const programs = await build(fixed(nodes, batch));
    assert.equal(programs.staticBatch, staticBatch);
    if (staticBatch === null) await checkOneByOne(programs);
    const images = noiseImages(staticBatch ?? 2, { height: 8, width: 8 });
    assert.deepEqual((await runOnce(programs.embed, { images })).get('features')?.dims, [
      staticBatch ?? 2,
      4,
    ]);
  });
}

function fixed(nodes: readonly NodeProto[], batch: number): ModelProto {
  const model = smallClassifier({ inputs: [valueInfo('x', 1, [batch, 3, 8, 8])] });
  const own = model.graph.node;
  const [conv, relu, pool, flat, gemm] = own as [
    NodeProto,
    NodeProto,
    NodeProto,
    NodeProto,
    NodeProto,
  ];
  model.graph.node =
    nodes.length === 0 ? [conv, relu, pool, flat, gemm] : [conv, relu, ...nodes, gemm];
  model.graph.initializer.push(
    int64s('one-4-36', [1, 4, 36]),
    int64s('two-72', [2, 72]),
    tensor('token', [1, 1, 4], Float32Array.of(1, 2, 3, 4)),
  );
  return model;
}

async function build(model: ModelProto): Promise<Programs> {
  const path = join(folder, 'm.onnx');
  writeFileSync(path, encodeModel(model));
  const inspected = await inspectModel(path);
  assert.ok(inspected.ok, JSON.stringify(inspected));
  const inspection = inspected.value;
  const resolved = await resolvePreprocessing({ modelPath: path, inspection });
  assert.ok(resolved.ok);
  const programs = await buildPrograms(path, inspection, resolved.value.preprocessing);
  assert.ok(programs.ok, JSON.stringify(programs));
  return programs.value;
}

async function checkOneByOne({ embed }: Programs): Promise<void> {
  const images = noiseImages(3, { height: 8, width: 8 });
  const together = (await runOnce(embed, { images })).get('logits')?.data ?? new Float32Array();
  assert.equal(together.length, 9);
  for (let i = 0; i < 3; i++) {
    const one = { dims: [1, 8, 8, 3], data: images.data.subarray(i * 192, (i + 1) * 192) };
    const alone = (await runOnce(embed, { images: one })).get('logits');
    assert.ok(sameValues(alone, { data: together.subarray(i * 3, i * 3 + 3) }, 1e-5));
  }
}
