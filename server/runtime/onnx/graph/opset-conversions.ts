import { node as makeNode } from '../proto/build.ts';
import type { AttributeProto, NodeProto } from '../proto/onnx-proto.ts';
import { floatOf, floatsOf, intOf, intsOf, stringOf } from './attributes.ts';

/** Where a conversion puts constants, and the names it makes up. */
export interface Conversion {
  /** Adds an int64 vector and returns its name. */
  readonly ints: (values: readonly number[]) => string;
  /** Adds a float32 scalar or vector and returns its name. */
  readonly floats: (values: readonly number[], isScalar: boolean) => string;
  readonly fresh: (hint: string) => string;
}

type Convert = (node: NodeProto, conversion: Conversion) => NodeProto[];

/**
 * How a node of an opset before `before` is written in opset 17. Operators that are absent here
 * only gained types or optional features between 7 and 17 and stay as they are.
 */
export const CONVERSIONS: ReadonlyMap<
  string,
  { readonly before: number; readonly convert: Convert }
> = new Map([
  ['Squeeze', { before: 13, convert: axesToInput }],
  ['Unsqueeze', { before: 13, convert: axesToInput }],
  ['ReduceSum', { before: 13, convert: axesToInput }],
  ['Split', { before: 13, convert: splitToInput }],
  ['Softmax', { before: 13, convert: flattenAround }],
  ['LogSoftmax', { before: 13, convert: flattenAround }],
  ['Hardmax', { before: 13, convert: flattenAround }],
  ['Dropout', { before: 12, convert: dropoutToIdentity }],
  ['BatchNormalization', { before: 14, convert: inferenceBatchNorm }],
  ['RoiAlign', { before: 16, convert: oldRoiAlign }],
  ['Clip', { before: 11, convert: clipToInputs }],
  ['Pad', { before: 11, convert: padToInputs }],
  ['Scatter', { before: 11, convert: (node) => [{ ...node, opType: 'ScatterElements' }] }],
  ['Resize', { before: 11, convert: oldResize }],
  ['Upsample', { before: 10, convert: oldResize }],
  ['Slice', { before: 10, convert: sliceToInputs }],
  ['TopK', { before: 10, convert: topKToInput }],
]);

function without(node: NodeProto, ...names: string[]): AttributeProto[] {
  return node.attribute.filter(({ name }) => !names.includes(name));
}

function axesToInput(node: NodeProto, { ints }: Conversion): NodeProto[] {
  const axes = intsOf(node, 'axes');
  if (axes === null) return [node];
  const input = [node.input[0] ?? '', ints(axes)];
  return [{ ...node, input, attribute: without(node, 'axes') }];
}

function splitToInput(node: NodeProto, { ints }: Conversion): NodeProto[] {
  const split = intsOf(node, 'split');
  if (split === null) return [node];
  const input = [node.input[0] ?? '', ints(split)];
  return [{ ...node, input, attribute: without(node, 'split') }];
}

/** Before opset 13 a softmax flattened everything from its axis on into one row. */
function flattenAround(node: NodeProto, { fresh }: Conversion): NodeProto[] {
  const axis = intOf(node, 'axis', 1);
  const last = { axis: { int: -1 } };
  const [input = ''] = node.input;
  if (axis === -1) return [makeNode(node.opType, [input], node.output, last)];
  const [flat, soft, shape] = [fresh('flat'), fresh('soft'), fresh('shape')];
  return [
    makeNode('Flatten', [input], [flat], { axis: { int: axis } }),
    makeNode(node.opType, [flat], [soft], last),
    makeNode('Shape', [input], [shape]),
    makeNode('Reshape', [soft, shape], node.output),
  ];
}

function dropoutToIdentity(node: NodeProto): NodeProto[] {
  return [makeNode('Identity', [node.input[0] ?? ''], [node.output[0] ?? ''])];
}

function inferenceBatchNorm(node: NodeProto): NodeProto[] {
  const output = node.output.slice(0, 1);
  return [{ ...node, output, attribute: without(node, 'spatial', 'is_test') }];
}

function oldRoiAlign(node: NodeProto): NodeProto[] {
  const mode = makeNode('', [], [], {
    coordinate_transformation_mode: { string: 'output_half_pixel' },
  });
  return [{ ...node, attribute: [...node.attribute, ...mode.attribute] }];
}

/** Bounds are inputs of the data's own type since opset 11; CastLike finds the type. */
function clipToInputs(node: NodeProto, conversion: Conversion): NodeProto[] {
  const [input = ''] = node.input;
  const low = likeInput(input, floatOf(node, 'min', -3.402823e38), conversion);
  const high = likeInput(input, floatOf(node, 'max', 3.402823e38), conversion);
  return [low.node, high.node, makeNode('Clip', [input, low.name, high.name], node.output)];
}

function padToInputs(node: NodeProto, conversion: Conversion): NodeProto[] {
  const [input = ''] = node.input;
  const pads = conversion.ints(intsOf(node, 'pads') ?? intsOf(node, 'paddings') ?? []);
  const value = likeInput(input, floatOf(node, 'value', 0), conversion);
  const mode = { mode: { string: stringOf(node, 'mode', 'constant') } };
  return [value.node, makeNode('Pad', [input, pads, value.name], node.output, mode)];
}

function likeInput(
  input: string,
  value: number,
  { floats, fresh }: Conversion,
): { name: string; node: NodeProto } {
  const name = fresh('like');
  return { name, node: makeNode('CastLike', [floats([value], true), input], [name]) };
}

/** Upsample (7, 9) and Resize (10) map coordinates without any half pixel. */
function oldResize(node: NodeProto, { floats }: Conversion): NodeProto[] {
  const attribute = floatsOf(node, 'scales');
  const scales = attribute === null ? (node.input[1] ?? '') : floats(attribute, false);
  const mode = stringOf(node, 'mode', 'nearest');
  return [
    makeNode('Resize', [node.input[0] ?? '', '', scales], node.output, {
      mode: { string: mode === 'bilinear' ? 'linear' : mode },
      coordinate_transformation_mode: { string: 'asymmetric' },
      nearest_mode: { string: 'floor' },
    }),
  ];
}

function sliceToInputs(node: NodeProto, { ints }: Conversion): NodeProto[] {
  const starts = intsOf(node, 'starts') ?? [];
  const axes = intsOf(node, 'axes') ?? starts.map((_, i) => i);
  const input = [node.input[0] ?? '', ints(starts), ints(intsOf(node, 'ends') ?? []), ints(axes)];
  return [{ ...node, input, attribute: [] }];
}

function topKToInput(node: NodeProto, { ints }: Conversion): NodeProto[] {
  const input = [node.input[0] ?? '', ints([intOf(node, 'k', 1)])];
  return [{ ...node, input, attribute: without(node, 'k') }];
}
