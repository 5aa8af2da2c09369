import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTensors } from '../../server/runtime/onnx/graph/run-graph.ts';
import { stridedPools } from '../../server/runtime/onnx/graph/strided-pools.ts';
import { int64s, node, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import { ELEMENT_TYPE, type ModelProto } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { seededNormals } from './seeded-numbers.ts';

const END = Number.MAX_SAFE_INTEGER;
const dims = [2, 3, 8, 9];
const images = {
  name: 'x',
  elementType: ELEMENT_TYPE.float32,
  dims,
  data: Float32Array.from({ length: 2 * 3 * 8 * 9 }, seededNormals(4)),
};

interface Sliced {
  readonly starts: number[];
  readonly ends: number[];
  readonly axes: number[];
  readonly steps: number[];
}

const pooled: ({ name: string } & Sliced)[] = [
  { name: 'every second row', starts: [0], ends: [END], axes: [2], steps: [2] },
  { name: 'every third column', starts: [0], ends: [END], axes: [3], steps: [3] },
  { name: 'both at once', starts: [0, 0], ends: [END, 2 ** 31 - 1], axes: [3, 2], steps: [2, 4] },
];

for (const { name, ...slice } of pooled) {
  test(`a slice that takes ${name} becomes a pool of the same numbers`, async () => {
    const model = slicing(slice);
    const changed = stridedPools(model);
    assert.ok(changed);
    assert.deepEqual(
      changed.graph.node.map(({ opType }) => opType),
      ['MaxPool'],
    );
    const [before, after] = await Promise.all(
      [model, changed].map(async (each) => (await runTensors(each, images, ['y'])).get('y')),
    );
    assert.deepEqual(after?.dims, before?.dims);
    assert.deepEqual(after?.data, before?.data);
  });
}

const kept: ({ name: string } & Sliced)[] = [
  { name: 'of every row', starts: [0], ends: [END], axes: [2], steps: [1] },
  { name: 'from the second row on', starts: [1], ends: [END], axes: [2], steps: [2] },
  { name: 'that ends early', starts: [0], ends: [6], axes: [2], steps: [2] },
  { name: 'backwards', starts: [0], ends: [END], axes: [3], steps: [-2] },
  { name: 'of channels', starts: [0], ends: [END], axes: [1], steps: [2] },
  { name: 'of images and rows', starts: [0, 0], ends: [END, END], axes: [0, 2], steps: [2, 2] },
];

for (const { name, ...slice } of kept) {
  test(`a slice ${name} stays`, () => {
    assert.equal(stridedPools(slicing(slice)), null);
  });
}

function slicing({ starts, ends, axes, steps }: Sliced): ModelProto {
  const { float32 } = ELEMENT_TYPE;
  return {
    irVersion: 8,
    opsetImport: [{ version: 17 }],
    metadataProps: [],
    graph: {
      name: 'slicing',
      node: [node('Slice', ['x', 'starts', 'ends', 'axes', 'steps'], ['y'])],
      initializer: [
        int64s('starts', starts),
        int64s('ends', ends),
        int64s('axes', axes),
        int64s('steps', steps),
      ],
      input: [valueInfo('x', float32, dims)],
      output: [{ name: 'y', type: { tensorType: { elemType: float32 } } }],
      valueInfo: [],
    },
  };
}
