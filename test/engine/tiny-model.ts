import type { ProgramRequest } from '../../server/engine/messages.ts';
import type { Preprocessing } from '../../server/protocol/preprocessing.ts';
import { int64s, node, tensor, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import { ELEMENT_TYPE, encodeModel } from '../../server/runtime/onnx/proto/onnx-proto.ts';

export const SIZE_PX = 8;
export const FEATURES = 16;

export const preprocessing: Preprocessing = {
  ...{ height: SIZE_PX, width: SIZE_PX, resize: { rule: 'stretch' }, kernel: 'cubic' },
  ...{ order: 'RGB', mean: [0, 0, 0], std: [1, 1, 1], source: 'test' },
};

/** uint8 [batch, 8, 8, 3] to `features` [batch, 16] and `class` int64 [batch]. */
export function tinyModel(batch: number | string = 'N'): Uint8Array {
  const pixels = SIZE_PX * SIZE_PX * 3;
  const weights = Float32Array.from({ length: pixels * FEATURES }, (_, i) => Math.sin(i) / 255);
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ version: 17 }],
    metadataProps: [],
    graph: {
      name: 'tiny',
      node: [
        node('Cast', ['images'], ['numbers'], { to: { int: ELEMENT_TYPE.float32 } }),
        node('Reshape', ['numbers', 'rows'], ['flat']),
        node('MatMul', ['flat', 'weights'], ['features']),
        node('ArgMax', ['features'], ['class'], { axis: { int: 1 }, keepdims: { int: 0 } }),
      ],
      initializer: [int64s('rows', [-1, pixels]), tensor('weights', [pixels, FEATURES], weights)],
      input: [valueInfo('images', ELEMENT_TYPE.uint8, [batch, SIZE_PX, SIZE_PX, 3])],
      output: [
        valueInfo('features', ELEMENT_TYPE.float32, [batch, FEATURES]),
        valueInfo('class', ELEMENT_TYPE.int64, [batch]),
      ],
      valueInfo: [],
    },
  });
}

/** float32 `h` [N, 2] to `sum` [N]. */
export function tinyHead(): Uint8Array {
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ version: 17 }],
    metadataProps: [],
    graph: {
      name: 'head',
      node: [node('ReduceSum', ['h', 'axis'], ['sum'], { keepdims: { int: 0 } })],
      initializer: [int64s('axis', [1])],
      input: [valueInfo('h', ELEMENT_TYPE.float32, ['N', 2])],
      output: [valueInfo('sum', ELEMENT_TYPE.float32, ['N'])],
      valueInfo: [],
    },
  });
}

export function tinyProgram(more: Partial<ProgramRequest> = {}): ProgramRequest {
  return { model: tinyModel(), name: 'tiny', preprocessing, batchSize: 8, threads: 1, ...more };
}
