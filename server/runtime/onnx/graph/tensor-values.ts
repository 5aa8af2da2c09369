import { ELEMENT_TYPE, type TensorProto } from '../proto/onnx-proto.ts';
import { tensorOf } from './attributes.ts';
import type { GraphIndex } from './graph-index.ts';

/** Numbers of a stored tensor, row-major; null for types that hold no numbers we read. */
export function tensorValues(tensor: TensorProto): number[] | null {
  const typed = tensor.floatData?.length
    ? tensor.floatData
    : tensor.int64Data?.length
      ? tensor.int64Data
      : tensor.doubleData?.length
        ? tensor.doubleData
        : null;
  if (typed !== null) return [...typed];
  if (tensor.int32Data?.length) {
    return tensor.dataType === ELEMENT_TYPE.float16
      ? tensor.int32Data.map(float16ToNumber)
      : [...tensor.int32Data];
  }
  return tensor.rawData === undefined ? null : rawValues(tensor.rawData, tensor.dataType ?? 0);
}

function rawValues(raw: Uint8Array, dataType: number): number[] | null {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read = readers[dataType];
  if (read === undefined) return null;
  const count = Math.floor(raw.byteLength / read.bytes);
  return Array.from({ length: count }, (_, i) => read.at(view, i * read.bytes));
}

const readers: Record<number, { bytes: number; at: (view: DataView, offset: number) => number }> = {
  [ELEMENT_TYPE.float32]: { bytes: 4, at: (view, offset) => view.getFloat32(offset, true) },
  [ELEMENT_TYPE.float64]: { bytes: 8, at: (view, offset) => view.getFloat64(offset, true) },
  [ELEMENT_TYPE.int64]: { bytes: 8, at: (view, offset) => Number(view.getBigInt64(offset, true)) },
  [ELEMENT_TYPE.int32]: { bytes: 4, at: (view, offset) => view.getInt32(offset, true) },
  [ELEMENT_TYPE.uint8]: { bytes: 1, at: (view, offset) => view.getUint8(offset) },
  [ELEMENT_TYPE.int8]: { bytes: 1, at: (view, offset) => view.getInt8(offset) },
  [ELEMENT_TYPE.bool]: { bytes: 1, at: (view, offset) => view.getUint8(offset) },
  [ELEMENT_TYPE.float16]: {
    bytes: 2,
    at: (view, offset) => float16ToNumber(view.getUint16(offset, true)),
  },
};

/** Value of an IEEE half-precision number given by its 16 bits. */
export function float16ToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The stored tensor behind a name: an initializer, a Constant, or either through Identity. */
export function storedTensor(index: GraphIndex, name: string): TensorProto | null {
  const initializer = index.initializers.get(name);
  if (initializer !== undefined) return initializer;
  const producer = index.producers.get(name);
  if (producer === undefined) return null;
  if (producer.opType === 'Identity') return storedTensor(index, producer.input[0] ?? '');
  if (producer.opType !== 'Constant') return null;
  const value = tensorOf(producer, 'value');
  if (value !== null) return value;
  const [attribute] = producer.attribute;
  if (attribute?.name === 'value_float' || attribute?.name === 'value_floats') {
    const floats = attribute.floats?.length ? attribute.floats : [attribute.f ?? 0];
    const dims = attribute.name === 'value_float' ? [] : [floats.length];
    return { dims, dataType: ELEMENT_TYPE.float32, floatData: floats };
  }
  if (attribute?.name === 'value_int' || attribute?.name === 'value_ints') {
    const ints = attribute.ints?.length ? attribute.ints : [attribute.i ?? 0];
    const dims = attribute.name === 'value_int' ? [] : [ints.length];
    return { dims, dataType: ELEMENT_TYPE.int64, int64Data: ints };
  }
  return null;
}

export function storedValues(index: GraphIndex, name: string): number[] | null {
  const tensor = storedTensor(index, name);
  return tensor === null ? null : tensorValues(tensor);
}
