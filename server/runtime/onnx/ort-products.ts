import { availableParallelism } from 'node:os';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Matrix, MatrixProducts } from '../../core/linear-algebra/matrix.ts';
import { ok, type Result } from '../../protocol/failure.ts';
import { node, valueInfo } from './proto/build.ts';
import { ELEMENT_TYPE, encodeModel, type ValueInfoProto } from './proto/onnx-proto.ts';
import { openSession } from './session.ts';

/** Rows sent through the engine at a time: 40 MB of float64 at 1,280 columns. */
const CHUNK_ROWS = 4096;

export interface OrtProducts extends MatrixProducts {
  dispose(): Promise<void>;
}

/**
 * Matrix products of float64 by ONNX Runtime, about ten times as fast as plain loops. Each call
 * blocks the event loop for a chunk of rows at a time.
 * @param options.threads default: all processors, for nothing else runs during a fit
 */
export async function ortProducts(
  options: { threads?: number } = {},
): Promise<Result<OrtProducts>> {
  const threads = options.threads ?? availableParallelism();
  const settings = { threads, name: 'The matrix product' };
  const plain = await openSession(productModel(false), settings);
  if (!plain.ok) return plain;
  const transposed = await openSession(productModel(true), settings);
  if (!transposed.ok) return transposed;
  return ok({
    multiply: (a, b) => multiply(plain.value, a, b),
    gram: (x) => gram(transposed.value, x),
    dispose: async () => {
      await plain.value.release();
      await transposed.value.release();
    },
  });
}

async function multiply(session: InferenceSession, a: Matrix, b: Matrix): Promise<Matrix> {
  if (a.columns !== b.rows) {
    throw new RangeError(`[${a.rows}, ${a.columns}] times [${b.rows}, ${b.columns}] has no value.`);
  }
  const out = new Float64Array(a.rows * b.columns);
  if (out.length === 0) return { rows: a.rows, columns: b.columns, data: out };
  const right = toTensor(b, 0, b.rows);
  for (let from = 0; from < a.rows; from += CHUNK_ROWS) {
    const chunk = toTensor(a, from, Math.min(a.rows, from + CHUNK_ROWS));
    const { product } = await session.run({ a: chunk, b: right });
    out.set(product?.data as Float64Array, from * b.columns);
  }
  return { rows: a.rows, columns: b.columns, data: out };
}

async function gram(session: InferenceSession, x: Matrix): Promise<Matrix> {
  const { rows, columns } = x;
  const sum = new Float64Array(columns * columns);
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    const chunk = toTensor(x, from, Math.min(rows, from + CHUNK_ROWS));
    const { product } = await session.run({ a: chunk, b: chunk });
    const values = product?.data as Float64Array;
    for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + (values[i] as number);
  }
  return { rows: columns, columns, data: sum };
}

function toTensor(matrix: Matrix, from: number, to: number): Tensor {
  const { columns } = matrix;
  const part = matrix.data.subarray(from * columns, to * columns);
  const data = part instanceof Float64Array ? part : Float64Array.from(part);
  return new Tensor('float64', data, [to - from, columns]);
}

/** `a` or its transpose, times `b`. */
function productModel(isTransposed: boolean): Uint8Array {
  const matrix = (name: string): ValueInfoProto =>
    valueInfo(name, ELEMENT_TYPE.float64, [null, null]);
  const transA = { int: isTransposed ? 1 : 0 };
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    metadataProps: [],
    graph: {
      name: 'product',
      node: [node('Gemm', ['a', 'b'], ['product'], { transA })],
      initializer: [],
      input: [matrix('a'), matrix('b')],
      output: [matrix('product')],
      valueInfo: [],
    },
  });
}
