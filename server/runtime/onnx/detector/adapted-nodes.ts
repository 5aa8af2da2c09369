import type { Adapter } from '../../../core/grood/fitted.ts';
import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';
import type { Edge, GraphDraft } from './graph-draft.ts';

/** The adapter as constants of the graph, float64. */
export interface AdapterConstants {
  /** [D]. */
  readonly mean: Edge;
  /** L^-1 [D, D], lower triangular. */
  readonly inverseCholesky: Edge;
  readonly scale: Edge;
}

export function adapterConstants(draft: GraphDraft, adapter: Adapter): AdapterConstants {
  const dimension = adapter.mean.length;
  return {
    mean: draft.constant('adapter/mean', [dimension], adapter.mean),
    inverseCholesky: triangle(draft, adapter.inverseCholesky, dimension),
    scale: draft.constant('adapter/scale', [], Float64Array.of(adapter.scale)),
  };
}

/**
 * h' = c normalise(L^-1 (h - mu)) in float64: float32 would leave no digits of small gradients.
 * At h = mu the length is 0 and h' = 0.
 * @param features raw features [N, D], float32
 * @returns [N, D], float64
 */
export function adapted(draft: GraphDraft, features: Edge, adapter: AdapterConstants | null): Edge {
  const wide = draft.cast(features, ELEMENT_TYPE.float64);
  if (adapter === null) return wide;
  const centred = draft.add('Sub', [wide, adapter.mean]);
  const whitened = draft.add('Gemm', [centred, adapter.inverseCholesky], { transB: { int: 1 } });
  const length = draft.add('Sqrt', [draft.sumOfSquares(whitened)]);
  const safeLength = draft.add('Max', [length, draft.float64(1e-300)]);
  return draft.add('Mul', [draft.add('Div', [whitened, safeLength]), adapter.scale]);
}

/**
 * A lower triangular matrix, stored without its zeros: row r of the stored [D / 2, D + 1] matrix is
 * row D / 2 + r, then row D / 2 - 1 - r backwards. ONNX Runtime unfolds it once, at load.
 */
function triangle(draft: GraphDraft, matrix: Float64Array, size: number): Edge {
  const name = 'adapter/inverse_cholesky';
  if (size % 2 === 1) return draft.constant(name, [size, size], matrix);
  const half = size / 2;
  const stored = draft.constant(name, [half, size + 1], foldedTriangle(matrix, size));
  const slice = (from: Edge, to: Edge, step: Edge): Edge =>
    draft.add('Slice', [stored, from, to, draft.integers(0, 1), step]);
  const end = 2 ** 31;
  const upright = slice(draft.integers(0, 0), draft.integers(end, size), draft.integers(1, 1));
  const reversed = slice(draft.integers(-1, -1), draft.integers(-end, 0), draft.integers(-1, -1));
  const bottom = draft.add('Trilu', [upright, draft.integer(half)], { upper: { int: 0 } });
  const top = draft.add('Trilu', [reversed], { upper: { int: 0 } });
  return draft.add('Concat', [top, bottom], { axis: { int: 0 } });
}

function foldedTriangle(matrix: Float64Array, size: number): Float64Array {
  const half = size / 2;
  const width = size + 1;
  const out = new Float64Array(half * width);
  for (let row = 0; row < half; row += 1) {
    const low = half + row;
    out.set(matrix.subarray(low * size, low * size + low + 1), row * width);
    const high = half - 1 - row;
    for (let column = 0; column <= high; column += 1) {
      out[row * width + size - column] = matrix[high * size + column] as number;
    }
  }
  return out;
}

/** The counterpart of what `adapterConstants` stores: the dense matrix again. */
export function unfoldedTriangle(stored: Float64Array, size: number): Float64Array {
  if (size % 2 === 1) return stored;
  const half = size / 2;
  const width = size + 1;
  const out = new Float64Array(size * size);
  for (let row = 0; row < half; row += 1) {
    const low = half + row;
    out.set(stored.subarray(row * width, row * width + low + 1), low * size);
    const high = half - 1 - row;
    for (let column = 0; column <= high; column += 1) {
      out[high * size + column] = stored[row * width + size - column] as number;
    }
  }
  return out;
}
