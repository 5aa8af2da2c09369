import { floatScalar, node, tensor, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import {
  ELEMENT_TYPE,
  type ModelProto,
  type NodeProto,
  type ValueInfoProto,
} from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { seededNormals } from './seeded-numbers.ts';

/** Conv, Relu, pooling and Gemm: 3 classes from 4 features; the parts that tests vary. */
export function smallClassifier(
  options: {
    readonly inputs?: readonly ValueInfoProto[];
    readonly outputs?: readonly string[];
    readonly extraNodes?: readonly NodeProto[];
    readonly opset?: number;
  } = {},
): ModelProto {
  const next = seededNormals(3);
  const weights = (name: string, dims: readonly number[]): ReturnType<typeof tensor> =>
    tensor(name, dims, Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, next));
  const image = valueInfo('x', ELEMENT_TYPE.float32, ['N', 3, 8, 8]);
  return {
    irVersion: 8,
    opsetImport: [{ version: options.opset ?? 17 }],
    metadataProps: [],
    graph: {
      name: 'small',
      node: [
        node('Conv', ['x', 'w1'], ['conv'], { kernel_shape: { ints: [3, 3] } }),
        node('Relu', ['conv'], ['relu']),
        node('GlobalAveragePool', ['relu'], ['pool']),
        node('Flatten', ['pool'], ['flat']),
        node('Gemm', ['flat', 'w2'], ['logits'], { transB: { int: 1 } }),
        ...(options.extraNodes ?? []),
      ],
      initializer: [weights('w1', [4, 3, 3, 3]), weights('w2', [3, 4]), floatScalar('half', 0.5)],
      input: [...(options.inputs ?? [image])],
      output: (options.outputs ?? ['logits'])
        .map((name) => valueInfo(name, ELEMENT_TYPE.float32, []))
        .map(({ name }) => ({ name, type: { tensorType: { elemType: ELEMENT_TYPE.float32 } } })),
      valueInfo: [],
    },
  };
}
