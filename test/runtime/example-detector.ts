import type { FittedGrood } from '../../server/core/grood/fitted.ts';
import type { DetectorMetadata } from '../../server/protocol/detector.ts';
import { appendHead, type HeadOptions } from '../../server/runtime/onnx/detector/head-graph.ts';
import { node, tensor, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import { ELEMENT_TYPE, type ModelProto } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { exampleCalibration } from './fitted-example.ts';

const SIDE = 4;

/** uint8 images [N, 4, 4, 3] to `features` [N, dimension]: the bytes in units of 0..1, projected. */
export function exampleEmbed(dimension: number, opset = 17): ModelProto {
  const { float32, uint8 } = ELEMENT_TYPE;
  const size = SIDE * SIDE * 3;
  const weights = Float32Array.from({ length: size * dimension }, (_, i) => ((i * 37) % 101) / 101);
  return {
    irVersion: 8,
    opsetImport: [{ domain: '', version: opset }],
    metadataProps: [{ key: 'note', value: 'of the user' }],
    graph: {
      name: 'embed',
      node: [
        node('Flatten', ['images'], ['flat']),
        node('Cast', ['flat'], ['wide'], { to: { int: float32 } }),
        node('Div', ['wide', 'scale'], ['unit']),
        node('MatMul', ['unit', 'weights'], ['features']),
      ],
      initializer: [
        tensor('scale', [], Float32Array.of(255)),
        tensor('weights', [size, dimension], weights),
      ],
      input: [valueInfo('images', uint8, ['N', SIDE, SIDE, 3])],
      output: [valueInfo('features', float32, ['N', dimension])],
      valueInfo: [],
    },
  };
}

export function exampleImages(count: number): { data: Uint8Array; dims: number[] } {
  const data = Uint8Array.from({ length: count * SIDE * SIDE * 3 }, (_, i) => (i * 73 + 11) % 256);
  return { data, dims: [count, SIDE, SIDE, 3] };
}

export function exampleDetector(
  fitted: FittedGrood,
  options: Partial<HeadOptions> = {},
): ModelProto {
  const calibration = exampleCalibration(fitted);
  return appendHead(exampleEmbed(fitted.dimension), fitted, { calibration, ...options });
}

export function exampleMetadata(fitted: FittedGrood): Omit<DetectorMetadata, 'checksum'> {
  const { grood, neighbour } = exampleCalibration(fitted);
  return {
    contract: 1,
    createdBy: 'test',
    classes: ['ant', 'bee', 'wäsp'],
    preprocessing: {
      height: SIDE,
      width: SIDE,
      resize: { rule: 'stretch' },
      kernel: 'cubic',
      order: 'RGB',
      mean: [0, 0, 0],
      std: [1, 1, 1],
      source: 'test',
    },
    dimension: fitted.dimension,
    classCount: fitted.classCount,
    trainingCount: fitted.trainingCount,
    indexedCount: fitted.indexedRows.length,
    adapter: fitted.adapter === null ? 'none' : 'whiten',
    prototype: fitted.prototype,
    mixup: { target: 'off', lambda: 1 },
    calibration: {
      kind: 'held-out',
      count: grood.length,
      groodScores: [...grood],
      neighbourScores: [...neighbour],
    },
    training: {
      files: Array.from({ length: fitted.trainingCount }, (_, row) => `ant/${row}.png`),
      hashes: Array.from({ length: fitted.trainingCount }, (_, row) => `${row}`.padStart(64, 'a')),
      labels: Array.from({ length: fitted.trainingCount }, (_, row) => row % fitted.classCount),
      indexedRows: [...fitted.indexedRows],
      folder: '/images',
    },
    backboneId: 'test',
    backboneName: 'test',
    alpha: 0.05,
    decoder: { name: 'none', version: '0' },
    storage: 'float32',
    warnings: [],
  };
}
