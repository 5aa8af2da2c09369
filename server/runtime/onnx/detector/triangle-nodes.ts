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
  const [only] = blocks;
  if (blocks.length === 1 && only !== undefined) {
    return draft.add('Gemm', [rows, only.matrix], { transB: { int: 1 } });
  }
  const columns = transposed(draft, rows);
  const parts = blocks.map(({ matrix, to }) =>
    draft.add('MatMul', [matrix, slice(draft, columns, 0, to)]),
  );
  return transposed(draft, draft.add('Concat', parts, { axis: { int: 0 } }));
}

/** Transposed T times x for each row x of [N, D]. */
export function timesTransposed(draft: GraphDraft, rows: Edge, blocks: TriangleBlock[]): Edge {
  const [only] = blocks;
  if (blocks.length === 1 && only !== undefined) return draft.add('Gemm', [rows, only.matrix]);
  const size = blocks.at(-1)?.to ?? 0;
  const columns = transposed(draft, rows);
  const parts = blocks.map(({ matrix, from, to }) => {
    const part = draft.add('MatMul', [transposed(draft, matrix), slice(draft, columns, from, to)]);
    return to === size ? part : draft.add('Pad', [part, draft.integers(0, 0, size - to, 0)]);
  });
  return transposed(draft, draft.add('Sum', parts));
}

/**
 * The runtime repacks the right-hand matrix of a float64 product in each run, so the few images
 * stand there, as columns, and the large matrix is read where it lies: half the time.
 */
function transposed(draft: GraphDraft, edge: Edge): Edge {
  return draft.add('Transpose', [edge], { perm: { ints: [1, 0] } });
}

/** Some rows. */
function slice(draft: GraphDraft, edge: Edge, from: number, to: number): Edge {
  return draft.add('Slice', [edge, draft.integers(from), draft.integers(to), draft.integers(0)]);
}
