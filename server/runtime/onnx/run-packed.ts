import { type InferenceSession, Tensor } from 'onnxruntime-node';

export type NumberArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | BigInt64Array;

/** A tensor that crosses threads and processes as it is. */
export interface PackedArray {
  readonly data: NumberArray;
  /** Row-major. */
  readonly dims: readonly number[];
}

export type PackedArrays = Readonly<Record<string, PackedArray>>;

/** Runs a graph on plain arrays. int64 comes back as int32: row and class numbers fit. */
export async function runPacked(
  session: InferenceSession,
  inputs: PackedArrays,
): Promise<PackedArrays> {
  const feeds: Record<string, Tensor> = {};
  for (const [name, { data, dims }] of Object.entries(inputs)) {
    feeds[name] = new Tensor(typeOf(data), data, dims);
  }
  const outputs = Object.entries(await session.run(feeds));
  return Object.fromEntries(
    outputs.map(([name, { data, dims }]) => [name, { data: plain(name, data), dims: [...dims] }]),
  );
}

function plain(name: string, data: Tensor.DataType): NumberArray {
  if (data instanceof BigInt64Array) return Int32Array.from(data, Number);
  if (!ArrayBuffer.isView(data)) throw new RangeError(`output ${name} holds text, not numbers`);
  return data as NumberArray;
}

function typeOf(data: NumberArray): 'float32' {
  const type = TYPES.find(([array]) => data instanceof array)?.[1];
  // The constructor is overloaded by literal; the pair of type and data is right by the table.
  return (type ?? 'float32') as 'float32';
}

const TYPES = [
  [Float32Array, 'float32'],
  [Float64Array, 'float64'],
  [Int32Array, 'int32'],
  [Uint32Array, 'uint32'],
  [Int8Array, 'int8'],
  [Uint8Array, 'uint8'],
  [Int16Array, 'int16'],
  [Uint16Array, 'uint16'],
  [BigInt64Array, 'int64'],
] as const;
