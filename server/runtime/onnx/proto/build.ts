import {
  ATTRIBUTE_TYPE,
  type AttributeProto,
  ELEMENT_TYPE,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx-proto.ts';

/** An attribute's value in our words; integers and floats need to be told apart. */
export type AttributeValue =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string }
  | { readonly tensor: TensorProto };

export type TensorData =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Int8Array
  | Uint8Array
  | Uint16Array;

/** A node of the default domain unless `domain` is given; an empty input name is an absent input. */
export function node(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain = '',
): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
  return {
    input: [...inputs],
    output: [...outputs],
    name: `${outputs[0] ?? opType}/node`,
    opType,
    attribute,
    ...(domain === '' ? {} : { domain }),
  };
}

function toAttribute(name: string, value: AttributeValue): AttributeProto {
  if ('int' in value) return { name, type: ATTRIBUTE_TYPE.int, i: value.int };
  if ('ints' in value) return { name, type: ATTRIBUTE_TYPE.ints, ints: [...value.ints] };
  if ('float' in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
  if ('floats' in value) return { name, type: ATTRIBUTE_TYPE.floats, floats: [...value.floats] };
  if ('tensor' in value) return { name, type: ATTRIBUTE_TYPE.tensor, t: value.tensor };
  return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(value.string) };
}

/**
 * An initializer. A Uint16Array holds the bits of float16 values; the other arrays are themselves.
 * The data are not copied.
 * @throws {RangeError} if the shape does not hold as many values as `data` has
 */
export function tensor(name: string, dims: readonly number[], data: TensorData): TensorProto {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== data.length) {
    throw new RangeError(`${name}: shape [${dims}] holds ${size} values, not ${data.length}.`);
  }
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: [...dims], dataType: elementType(data), rawData };
}

export function int64s(name: string, values: readonly number[]): TensorProto {
  return tensor(name, [values.length], BigInt64Array.from(values, BigInt));
}

export function floatScalar(name: string, value: number): TensorProto {
  return tensor(name, [], Float32Array.of(value));
}

export function boolScalar(name: string, value: boolean): TensorProto {
  return { name, dims: [], dataType: ELEMENT_TYPE.bool, rawData: Uint8Array.of(value ? 1 : 0) };
}

function elementType(data: TensorData): number {
  if (data instanceof Float32Array) return ELEMENT_TYPE.float32;
  if (data instanceof Float64Array) return ELEMENT_TYPE.float64;
  if (data instanceof BigInt64Array) return ELEMENT_TYPE.int64;
  if (data instanceof Int32Array) return ELEMENT_TYPE.int32;
  if (data instanceof Int8Array) return ELEMENT_TYPE.int8;
  if (data instanceof Uint16Array) return ELEMENT_TYPE.float16;
  return ELEMENT_TYPE.uint8;
}

/** A graph input or output; a string among `dims` is a symbolic size, `null` an unknown one. */
export function valueInfo(
  name: string,
  elemType: number,
  dims: readonly (number | string | null)[],
): ValueInfoProto {
  const dim = dims.map((size) => {
    if (size === null) return {};
    return typeof size === 'number' ? { dimValue: size } : { dimParam: size };
  });
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
