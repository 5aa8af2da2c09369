import { failed, ok, type Result } from '../../../protocol/failure.ts';
import { intsOf } from '../graph/attributes.ts';
import type { GraphIndex } from '../graph/graph-index.ts';
import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';

export interface ImageInput {
  readonly name: string;
  readonly layout: 'NCHW' | 'NHWC';
  /** Null where the model leaves it free. */
  readonly height: number | null;
  readonly width: number | null;
  readonly batch: number | null;
  readonly dtype: 'float32' | 'float16' | 'uint8';
  readonly elementType: number;
}

const DTYPES: Readonly<Record<number, ImageInput['dtype']>> = {
  [ELEMENT_TYPE.float32]: 'float32',
  [ELEMENT_TYPE.float16]: 'float16',
  [ELEMENT_TYPE.uint8]: 'uint8',
};

/** The one image input of a model; a sentence where there is none. */
export function findInput(index: GraphIndex, modelPath: string): Result<ImageInput> {
  const hint = 'Use a model that takes one batch of RGB images, [N, 3, H, W] or [N, H, W, 3].';
  const unusable = (what: string): Result<never> =>
    failed('model-unusable', `${modelPath} ${what}.`, hint);
  const [name, ...others] = index.inputs;
  if (name === undefined) return unusable('has no input');
  if (others.length > 0) {
    return unusable(`has ${others.length + 1} inputs (${index.inputs.join(', ')}), not one`);
  }
  const type = index.graph.input.find((info) => info.name === name)?.type?.tensorType;
  const elementType = type?.elemType ?? 0;
  const dtype = DTYPES[elementType];
  if (dtype === undefined) {
    return unusable(`takes values of ONNX type ${elementType}, not float32, float16 or uint8`);
  }
  const dim = type?.shape?.dim ?? [];
  if (dim.length !== 4)
    return unusable(`takes an input of rank ${dim.length}, not a batch of images`);
  const sizes = dim.map(({ dimValue }) => (dimValue && dimValue > 0 ? dimValue : null));
  const names = dim.map(({ dimParam }) => dimParam ?? '');
  const layout = layoutOf(sizes, names, index, name);
  const [n, a, b, c] = sizes as [number | null, number | null, number | null, number | null];
  const channels = layout === 'NCHW' ? a : c;
  if (channels !== null && channels !== 3) {
    return unusable(`takes images of ${channels} channel${channels === 1 ? '' : 's'}, not 3 (RGB)`);
  }
  const [height, width] = layout === 'NCHW' ? [b, c] : [a, b];
  return ok({ name, layout, height, width, batch: n, dtype, elementType });
}

function layoutOf(
  sizes: readonly (number | null)[],
  names: readonly string[],
  index: GraphIndex,
  input: string,
): ImageInput['layout'] {
  if (sizes[1] === 3 || sizes[1] === 1) return 'NCHW';
  if (sizes[3] === 3 || sizes[3] === 1) return 'NHWC';
  if (/^c$|chan/i.test(names[1] ?? '')) return 'NCHW';
  if (/^c$|chan/i.test(names[3] ?? '')) return 'NHWC';
  return isTransposedFirst(index, input) ? 'NHWC' : 'NCHW';
}

/** Exporters from TensorFlow move the channels to the front before the first convolution. */
function isTransposedFirst(index: GraphIndex, input: string): boolean {
  let name = input;
  for (let step = 0; step < 8; step++) {
    const [consumer] = index.consumers.get(name) ?? [];
    if (consumer === undefined || consumer.opType === 'Conv') return false;
    if (consumer.opType === 'Transpose') return intsOf(consumer, 'perm')?.join() === '0,3,1,2';
    name = consumer.output[0] ?? '';
  }
  return false;
}
