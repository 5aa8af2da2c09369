import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramRequest } from '../../server/engine/messages.ts';
import { packageRoot } from '../../server/package-root.ts';
import type { Preprocessing } from '../../server/protocol/preprocessing.ts';
import { node, tensor, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import {
  decodeModel,
  ELEMENT_TYPE,
  encodeModel,
} from '../../server/runtime/onnx/proto/onnx-proto.ts';

/** The bundled backbone with bytes as its input, at 224 px. */
export function bundledProgram(more: Partial<ProgramRequest> = {}): ProgramRequest {
  const file = join(packageRoot(), 'models', 'efficientnet-lite0', 'features.onnx');
  const model = decodeModel(readFileSync(file));
  const { graph } = model;
  const mean = tensor('mean', [1, 1, 1, 1], Float32Array.of(127));
  const scale = tensor('scale', [1, 1, 1, 1], Float32Array.of(1 / 128));
  const front = [
    node('Cast', ['images'], ['numbers'], { to: { int: ELEMENT_TYPE.float32 } }),
    node('Sub', ['numbers', 'mean'], ['centred']),
    node('Mul', ['centred', 'scale'], ['scaled']),
    node('Transpose', ['scaled'], ['image'], { perm: { ints: [0, 3, 1, 2] } }),
  ];
  const bytes = encodeModel({
    ...model,
    graph: {
      ...graph,
      node: [...front, ...graph.node],
      initializer: [...graph.initializer, mean, scale],
      input: [valueInfo('images', ELEMENT_TYPE.uint8, ['N', null, null, 3])],
    },
  });
  return { model: bytes, name: 'bundled', preprocessing, threads: 1, ...more };
}

const preprocessing: Preprocessing = {
  ...{ height: 224, width: 224, resize: { rule: 'stretch' }, kernel: 'cubic', order: 'RGB' },
  ...{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], source: 'test' },
};
