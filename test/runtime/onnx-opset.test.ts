import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opsetOf } from '../../server/runtime/onnx/graph/graph-index.ts';
import { runTensors } from '../../server/runtime/onnx/graph/run-graph.ts';
import { sameValues } from '../../server/runtime/onnx/graph/same-values.ts';
import { upgradeOpset } from '../../server/runtime/onnx/graph/upgrade-opset.ts';
import { node, tensor, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import type { ModelProto, NodeProto } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { seededNormals } from './seeded-numbers.ts';

const axes = (...values: number[]): { ints: number[] } => ({ ints: values });
const text = (string: string): { string: string } => ({ string });

// Input x is [2, 4, 6, 1]; c holds four numbers, s four scales.
const cases: { name: string; opset: number; nodes: NodeProto[] }[] = [
  { name: 'Squeeze', opset: 11, nodes: [node('Squeeze', ['x'], ['y'], { axes: axes(3) })] },
  { name: 'Squeeze without axes', opset: 11, nodes: [node('Squeeze', ['x'], ['y'])] },
  { name: 'Unsqueeze', opset: 12, nodes: [node('Unsqueeze', ['x'], ['y'], { axes: axes(0, 2) })] },
  {
    name: 'ReduceSum',
    opset: 11,
    nodes: [node('ReduceSum', ['x'], ['y'], { axes: axes(1, 2), keepdims: { int: 0 } })],
  },
  { name: 'ReduceSum over all', opset: 11, nodes: [node('ReduceSum', ['x'], ['y'])] },
  {
    name: 'Split',
    opset: 11,
    nodes: [
      node('Split', ['x'], ['a', 'b'], { axis: { int: 1 }, split: axes(1, 3) }),
      node('ReduceSum', ['a'], ['r'], { axes: axes(1) }),
      node('Add', ['b', 'r'], ['y']),
    ],
  },
  { name: 'Softmax', opset: 12, nodes: [node('Softmax', ['x'], ['y'])] },
  {
    name: 'Softmax on axis 2',
    opset: 11,
    nodes: [node('Softmax', ['x'], ['y'], { axis: { int: 2 } })],
  },
  {
    name: 'LogSoftmax on the last axis',
    opset: 11,
    nodes: [node('LogSoftmax', ['x'], ['y'], { axis: { int: -1 } })],
  },
  { name: 'Dropout', opset: 10, nodes: [node('Dropout', ['x'], ['y'], { ratio: { float: 0.5 } })] },
  {
    name: 'BatchNormalization',
    opset: 9,
    nodes: [node('BatchNormalization', ['x', 'c', 'c', 'c', 'v'], ['y'])],
  },
  {
    name: 'Clip',
    opset: 9,
    nodes: [node('Clip', ['x'], ['y'], { min: { float: -0.5 }, max: { float: 0.25 } })],
  },
  {
    name: 'Clip without a maximum',
    opset: 10,
    nodes: [node('Clip', ['x'], ['y'], { min: { float: 0 } })],
  },
  {
    name: 'Pad',
    opset: 10,
    nodes: [
      node('Pad', ['x'], ['y'], { pads: axes(0, 0, 1, 2, 0, 0, 3, 0), value: { float: 1.5 } }),
    ],
  },
  {
    name: 'Pad by reflection',
    opset: 9,
    nodes: [
      node('Pad', ['x'], ['y'], { pads: axes(0, 0, 1, 0, 0, 0, 2, 0), mode: text('reflect') }),
    ],
  },
  {
    name: 'Upsample',
    opset: 9,
    nodes: [node('Upsample', ['x', 's'], ['y'], { mode: text('nearest') })],
  },
  {
    name: 'Upsample with scales in it, linear',
    opset: 8,
    nodes: [
      node('Upsample', ['x'], ['y'], { mode: text('linear'), scales: { floats: [1, 1, 2, 3] } }),
    ],
  },
  {
    name: 'Resize',
    opset: 10,
    nodes: [node('Resize', ['x', 's'], ['y'], { mode: text('linear') })],
  },
  {
    name: 'Slice',
    opset: 9,
    nodes: [
      node('Slice', ['x'], ['y'], { starts: axes(1, -4), ends: axes(9, -1), axes: axes(1, 2) }),
    ],
  },
  {
    name: 'TopK',
    opset: 9,
    nodes: [node('TopK', ['x'], ['y', 'i'], { k: { int: 2 }, axis: { int: 2 } })],
  },
];

for (const { name, opset, nodes } of cases) {
  test(`${name} of opset ${opset} has the same values at opset 17`, async () => {
    const model = oneInput(opset, nodes);
    const upgraded = upgradeOpset(model, 'm.onnx');
    assert.ok(upgraded.ok);
    assert.equal(opsetOf(upgraded.value), 17);
    const before = (await runTensors(model, input(), ['y'])).get('y');
    const after = (await runTensors(upgraded.value, input(), ['y'])).get('y');
    assert.deepEqual(after?.dims, before?.dims);
    assert.ok(sameValues(after, before, 1e-6));
    assert.deepEqual(model, oneInput(opset, nodes), 'the original is not changed');
  });
}

test('a model of opset 17 or later is left as it is', () => {
  const model = oneInput(19, [node('Relu', ['x'], ['y'])]);
  const upgraded = upgradeOpset(model, 'm.onnx');
  assert.ok(upgraded.ok && upgraded.value === model);
});

test('a model older than opset 7 is refused with a sentence', () => {
  const upgraded = upgradeOpset(oneInput(6, [node('Relu', ['x'], ['y'])]), 'old.onnx');
  assert.ok(!upgraded.ok);
  assert.match(upgraded.failure.message, /old.onnx is written for ONNX opset 6/);
});

function oneInput(opset: number, nodes: NodeProto[]): ModelProto {
  const next = seededNormals(5);
  const four = (name: string, of: () => number): ReturnType<typeof tensor> =>
    tensor(name, [4], Float32Array.from({ length: 4 }, of));
  return {
    irVersion: 4,
    opsetImport: [{ version: opset }],
    metadataProps: [],
    graph: {
      name: 'one',
      node: nodes,
      initializer: [
        four('c', next),
        four('v', () => Math.abs(next()) + 0.5),
        tensor('s', [4], Float32Array.of(1, 1, 2, 3)),
      ],
      input: [valueInfo('x', 1, [2, 4, 6, 1])],
      output: [],
      valueInfo: [],
    },
  };
}

function input(): { name: string; elementType: number; dims: number[]; data: Float32Array } {
  const data = Float32Array.from({ length: 48 }, seededNormals(9));
  return { name: 'x', elementType: 1, dims: [2, 4, 6, 1], data };
}
