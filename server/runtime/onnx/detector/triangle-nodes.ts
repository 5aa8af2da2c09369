import type { Edge, GraphDraft } from './graph-draft.ts';

/** Above this size a triangular product is made by blocks. */
const BLOCKS_FROM = 512;
const BLOCKS = 4;

/** Some rows of a lower triangular matrix [D, D], float64, up to their last non-zero column. */
export interface TriangleBlock {
  /** [to - from, to]. */
  readonly matrix: Edge;
  readonly from: number;
  readonly to: number;
}

/** Where the blocks begin and end; their names and sizes follow from D alone. */
export function triangleBlocks(size: number): { name: string; from: number; to: number }[] {
  const count = size >= BLOCKS_FROM && size % BLOCKS === 0 ? BLOCKS : 1;
  const height = size / count;
  return Array.from({ length: count }, (_, i) => ({
    name: `adapter/inverse_cholesky_${i}`,
    from: i * height,
    to: (i + 1) * height,
  }));
}

/**
 * Stores a lower triangular matrix without most of its zeros. At D = 1,280 reading the matrix is
 * what a product of a small batch costs, so four blocks take 10/16 of the time and of the file.
 */
export function triangle(draft: GraphDraft, matrix: Float64Array, size: number): TriangleBlock[] {
  return triangleBlocks(size).map(({ name, from, to }) => {
    const block = new Float64Array((to - from) * to);
    for (let row = from; row < to; row += 1) {
      block.set(matrix.subarray(row * size, row * size + to), (row - from) * to);
    }
    return { matrix: draft.constant(name, [to - from, to], block), from, to };
  });
}

/** The dense matrix again, from the stored blocks in order. */
export function denseTriangle(blocks: readonly Float64Array[], size: number): Float64Array {
  const out = new Float64Array(size * size);
  triangleBlocks(size).forEach(({ from, to }, i) => {
    for (let row = from; row < to; row += 1) {
      const start = (row - from) * to;
      out.set(blocks[i]?.subarray(start, start + to) ?? [], row * size);
    }
  });
  return out;
}

/** T x for each row x of [N, D]. */
export function timesTriangle(draft: GraphDraft, rows: Edge, blocks: TriangleBlock[]): Edge {
  const transB = { int: 1 };
  const parts = blocks.map(({ matrix, to }) =>
    draft.add('Gemm', [columns(draft, rows, 0, to, blocks), matrix], { transB }),
  );
  return parts.length === 1 ? (parts[0] as Edge) : draft.add('Concat', parts, { axis: { int: 1 } });
}

/** Transposed T times x for each row x of [N, D]. */
export function timesTransposed(draft: GraphDraft, rows: Edge, blocks: TriangleBlock[]): Edge {
  const size = blocks.at(-1)?.to ?? 0;
  const parts = blocks.map(({ matrix, from, to }) => {
    const part = draft.add('Gemm', [columns(draft, rows, from, to, blocks), matrix]);
    return to === size ? part : draft.add('Pad', [part, draft.integers(0, 0, 0, size - to)]);
  });
  return parts.length === 1 ? (parts[0] as Edge) : draft.add('Sum', parts);
}

function columns(
  draft: GraphDraft,
  rows: Edge,
  from: number,
  to: number,
  blocks: TriangleBlock[],
): Edge {
  if (blocks.length === 1) return rows;
  const axis = draft.integers(1);
  return draft.add('Slice', [rows, draft.integers(from), draft.integers(to), axis]);
}
