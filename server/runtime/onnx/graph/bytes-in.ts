import type { ModelInspection } from '../../../protocol/inspection.ts';
import type { Preprocessing } from '../../../protocol/preprocessing.ts';
import { type AttributeValue, int64s, node, tensor } from '../proto/build.ts';
import { ELEMENT_TYPE, type NodeProto, type TensorProto } from '../proto/onnx-proto.ts';

export const IMAGES = 'images';

/** Nodes and constants that make a model's input of `images`. */
export interface BytesIn {
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
}

/**
 * Preprocessing as graph nodes: `images` uint8 [N, H, W, 3] RGB becomes the tensor `target` as the
 * model wants it. Channels are moved while they are still bytes, a quarter of the traffic.
 */
export function bytesIn(
  input: ModelInspection['input'],
  preprocessing: Preprocessing,
  target: string,
): BytesIn {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  let name = IMAGES;
  const step = (
    opType: string,
    others: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): void => {
    const next = `embed/in/${nodes.length}`;
    nodes.push(node(opType, [name, ...others], [next], attributes));
    name = next;
  };
  if (preprocessing.order === 'BGR') {
    initializers.push(int64s('embed/in/order', [2, 1, 0]));
    step('Gather', ['embed/in/order'], { axis: { int: 3 } });
  }
  const isChannelsFirst = input.layout === 'NCHW';
  if (isChannelsFirst) step('Transpose', [], { perm: { ints: [0, 3, 1, 2] } });
  if (input.dtype !== 'uint8') {
    step('Cast', [], { to: { int: ELEMENT_TYPE.float32 } });
    const { scale, shift } = affine(preprocessing);
    if (scale.some((each) => each !== 1)) {
      initializers.push(channels('embed/in/scale', scale, isChannelsFirst));
      step('Mul', ['embed/in/scale']);
    }
    if (shift.some((each) => each !== 0)) {
      initializers.push(channels('embed/in/shift', shift, isChannelsFirst));
      step('Add', ['embed/in/shift']);
    }
  }
  if (input.dtype === 'float16') step('Cast', [], { to: { int: ELEMENT_TYPE.float16 } });
  nodes.push(node('Identity', [name], [target]));
  return { nodes, initializers };
}

/** x = byte * scale + shift is the same as (byte / 255 - mean) / std. */
export function affine({ mean, std }: Preprocessing): { scale: number[]; shift: number[] } {
  return {
    // Rounded to 12 digits, so that 1 / (255 * (1 / 255)) is 1 and needs no node.
    scale: std.map((each) => Number((1 / (255 * each)).toPrecision(12))),
    shift: mean.map((each, i) => -each / (std[i] ?? 1)),
  };
}

function channels(name: string, values: readonly number[], isFirst: boolean): TensorProto {
  const isOne = values.every((each) => each === values[0]);
  if (isOne) return tensor(name, [], Float32Array.of(values[0] ?? 0));
  return tensor(name, isFirst ? [3, 1, 1] : [3], Float32Array.from(values));
}
