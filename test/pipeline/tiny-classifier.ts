import { writeFileSync } from 'node:fs';
import { node, tensor, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import {
  ELEMENT_TYPE,
  encodeModel,
  type NodeProto,
} from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { type Colour, random } from './colour-images.ts';

export const SIZE_PX = 32;
export const FEATURES = 12;
const STEM = 6;

export interface TinyOptions {
  /** The colour of each output; an image's class is the nearest. Empty: no outputs but features. */
  readonly colours: readonly Colour[];
  /** What the value of a full channel is: 1, or 255 for a model that was trained on bytes. */
  readonly unit?: number;
  /** The channel order that the model was trained on. */
  readonly order?: 'RGB' | 'BGR';
  /** A batch that the model insists on. */
  readonly batch?: number;
  /** Divides by darkness, which a white image has none of: its features are NaN. */
  readonly isNanForWhite?: boolean;
}

/**
 * A classifier of colours by construction, no training needed: the means of the three channels and
 * of nine edge filters are its features, the nearest of the given colours its class.
 */
export function tinyClassifier(options: TinyOptions): Uint8Array {
  const batch = options.batch ?? 'N';
  const { colours, isNanForWhite = false } = options;
  const classes = colours.length;
  const features = isNanForWhite ? 'shares' : 'means';
  const image = isNanForWhite ? 'darkness' : 'x';
  const hasClasses = classes > 0;
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ version: 17 }],
    metadataProps: [],
    graph: {
      name: 'colours',
      node: [
        ...(isNanForWhite ? [node('Sub', ['one', 'x'], ['darkness'])] : []),
        node('Conv', [image, 'stem_weight', 'stem_bias'], ['both'], {
          kernel_shape: { ints: [1, 1] },
        }),
        node('Relu', ['both'], ['early']),
        node('Conv', ['early', 'filters'], ['maps'], {
          kernel_shape: { ints: [3, 3] },
          pads: { ints: [1, 1, 1, 1] },
        }),
        node('Relu', ['maps'], ['active']),
        node('GlobalAveragePool', ['active'], ['pooled']),
        node('Flatten', ['pooled'], ['means']),
        ...(isNanForWhite ? shares : []),
        ...(hasClasses ? [node('Gemm', [features, 'weight', 'bias'], ['logits'])] : []),
      ],
      initializer: [
        ...stem(options),
        tensor('filters', [FEATURES, STEM, 3, 3], filters()),
        tensor('one', [], Float32Array.of(1)),
        ...(hasClasses ? nearestColour(options) : []),
      ],
      input: [valueInfo('x', ELEMENT_TYPE.float32, [batch, 3, SIZE_PX, SIZE_PX])],
      output: [
        hasClasses
          ? valueInfo('logits', ELEMENT_TYPE.float32, [batch, classes])
          : valueInfo(features, ELEMENT_TYPE.float32, [batch, FEATURES]),
      ],
      valueInfo: [],
    },
  });
}

const shares: NodeProto[] = [
  node('ReduceMean', ['means'], ['level'], { axes: { ints: [1] } }),
  node('Div', ['means', 'level'], ['shares']),
];

export function writeTinyClassifier(path: string, options: TinyOptions): string {
  writeFileSync(path, tinyClassifier(options));
  return path;
}

/** Each channel, and how far it lies below the middle. */
function stem({ unit = 1, isNanForWhite = false }: TinyOptions): ReturnType<typeof tensor>[] {
  const weight = new Float32Array(STEM * 3);
  for (let channel = 0; channel < 3; channel++) {
    weight[channel * 3 + channel] = 1;
    weight[(channel + 3) * 3 + channel] = -1;
  }
  const middle = isNanForWhite ? 0 : unit / 2;
  const bias = Float32Array.of(0, 0, 0, middle, middle, middle);
  return [tensor('stem_weight', [STEM, 3, 1, 1], weight), tensor('stem_bias', [STEM], bias)];
}

/** The first three filters pass a channel on. */
function filters(): Float32Array {
  const next = random(5);
  const size = STEM * 9;
  const values = Float32Array.from({ length: FEATURES * size }, () => next() - 0.5);
  values.fill(0, 0, 3 * size);
  for (let channel = 0; channel < 3; channel++) values[channel * size + channel * 9 + 4] = 1;
  return values;
}

/** 2 c.x - |c|^2 is largest for the nearest colour c. */
function nearestColour(options: TinyOptions): ReturnType<typeof tensor>[] {
  const { colours, unit = 1, order = 'RGB' } = options;
  const weight = new Float32Array(FEATURES * colours.length);
  const bias = colours.map((colour, k) => {
    const channels = (order === 'RGB' ? [...colour] : [...colour].reverse()).map(
      (byte) => (byte / 255) * unit,
    );
    channels.forEach((value, channel) => {
      weight[channel * colours.length + k] = 2 * value;
    });
    return -channels.reduce((sum, value) => sum + value * value, 0);
  });
  return [
    tensor('weight', [FEATURES, colours.length], weight),
    tensor('bias', [colours.length], Float32Array.from(bias)),
  ];
}
