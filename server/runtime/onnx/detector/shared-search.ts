import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';
import type { AdapterConstants } from './adapted-nodes.ts';
import { blockedCount, CANDIDATE_COUNT, topCandidates } from './candidate-nodes.ts';
import { type FeatureConstants, normalised } from './feature-index.ts';
import type { Edge, GraphDraft } from './graph-draft.ts';
import { closest, type Nearest } from './nearest-nodes.ts';
import { FAR, nearestFeatures, paddedRows } from './search-nodes.ts';
import type { SharedIndex } from './shared-index.ts';
import { timesTransposed } from './triangle-nodes.ts';

export interface SharedSearch {
  /** Raw features [N, D], float32. */
  readonly raw: Edge;
  /** g [N, D], float64. */
  readonly gradient: Edge;
  /** p_ood [D], float64. */
  readonly oodPrototype: Edge;
  readonly adapter: AdapterConstants | null;
  readonly index: FeatureConstants;
  readonly shared: SharedIndex;
}

/**
 * Both views by one product with the raw features (see `SharedIndex`); the rows' constants ride
 * along as four more columns. The candidates' distances come from float64 products: as exact near
 * zero as a subtraction of float32 gradients.
 */
export function sharedSearch(
  draft: GraphDraft,
  search: SharedSearch,
): { readonly grood: Nearest; readonly features: Nearest } {
  const { raw, gradient, adapter, index, shared } = search;
  const pulled =
    adapter === null ? gradient : timesTransposed(draft, gradient, adapter.inverseCholesky);
  const atOod = draft.sumLast(draft.add('Mul', [gradient, search.oodPrototype]));
  const query = normalised(draft, raw);
  const values = bothProducts(draft, search, { pulled, atOod, query });
  const both = draft.add('Reshape', [
    topCandidates(draft, values, index.count),
    draft.integers(2, -1, Math.min(CANDIDATE_COUNT, index.count)),
  ]);
  const [candidates, lookalikes] = [0, 1].map((view) =>
    draft.add('Gather', [both, draft.integer(view)]),
  ) as [Edge, Edge];
  const distances = gradientDistances(draft, search, { pulled, atOod, candidates });
  const indexed = shared.isIndexed.reduce((sum, bit) => sum + bit, 0);
  return {
    grood: closest(draft, candidates, distances, indexed),
    features: nearestFeatures(draft, query, lookalikes, index),
  };
}

/**
 * Both views' values [2 N, M], the first N rows of closeness, the others of similarity.
 * Closeness: g . g_i - ||g_i||^2 / 2 = f_i (z . (h_i - mu) - (g . p_ood) / w_i - s_i) with f = a w
 * and s = ||g_i||^2 / (2 f). Similarity: the cosine.
 */
function bothProducts(
  draft: GraphDraft,
  { adapter, index, shared }: SharedSearch,
  { pulled, atOod, query }: { pulled: Edge; atOod: Edge; query: Edge },
): Edge {
  const { float32 } = ELEMENT_TYPE;
  const { count } = index;
  const padded = blockedCount(count);
  const { factor, columns } = productConstants(shared, padded);
  const mean = adapter === null ? null : draft.cast(adapter.mean, float32);
  const centred = mean === null ? index.raw : draft.add('Sub', [index.raw, mean]);
  const extra = draft.constant('index/columns', [padded, 4], columns);
  const side = (...parts: Edge[]): Edge => draft.add('Concat', parts, { axis: { int: 1 } });
  const matrix = side(paddedRows(draft, centred, count), extra);

  const ood = draft.add('Neg', [draft.cast(atOod, float32)]);
  const zero = draft.add('Mul', [ood, draft.float32(0)]);
  const filled = (value: number): Edge => draft.add('Add', [zero, draft.float32(value)]);
  const far = filled(-FAR);
  const atMean = mean === null ? zero : draft.sumLast(draft.add('Mul', [query, mean]));
  const above = side(draft.cast(pulled, float32), ood, filled(-1), zero, far);
  const below = side(query, zero, zero, atMean, far);
  const stacked = draft.add('Concat', [above, below], { axis: { int: 0 } });
  const product = draft.add('Gemm', [stacked, matrix], { transB: { int: 1 } });
  const views = draft.add('Reshape', [product, draft.integers(2, -1, padded)]);
  const perLength = draft.add('Reciprocal', [paddedRows(draft, index.lengths, count, 1)]);
  const factors = side(draft.constant('index/factor', [padded, 1], factor), perLength);
  const scales = draft.add('Transpose', [factors], { perm: { ints: [1, 0] } });
  const shape = draft.integers(2, 1, padded);
  const scaled = draft.add('Mul', [views, draft.add('Reshape', [scales, shape])]);
  return draft.add('Reshape', [scaled, draft.integers(-1, padded)]);
}

/** Columns by row: 1 / w_i; s_i, or far away where the row is not indexed; 1; 1 for padding. */
function productConstants(
  shared: SharedIndex,
  padded: number,
): { readonly factor: Float32Array; readonly columns: Float32Array } {
  const count = shared.slope.length;
  const factor = new Float32Array(padded).fill(1);
  const columns = new Float32Array(padded * 4);
  for (let row = 0; row < padded; row += 1) {
    const at = columns.subarray(row * 4, row * 4 + 4);
    const scale = shared.adapterScale[row] as number;
    if (row >= count) at.set([0, 0, 0, 1]);
    else if (shared.isIndexed[row] === 0) at.set([0, FAR, 1, 0]);
    else {
      const product = (shared.slope[row] as number) * scale;
      const half = (shared.squares[row] as number) / 2;
      factor[row] = product;
      at.set([1 / scale, half === 0 ? 0 : half / product, 1, 0]);
    }
  }
  return { factor, columns };
}

/** ||g - g_i|| [N, C] of the candidates, float64. */
function gradientDistances(
  draft: GraphDraft,
  { adapter, index, shared, gradient }: SharedSearch,
  { pulled, atOod, candidates }: { pulled: Edge; atOod: Edge; candidates: Edge },
): Edge {
  const count = index.count;
  const constant = (name: string, values: Float64Array): Edge =>
    draft.add('Gather', [draft.constant(`index/${name}`, [count], values), candidates]);
  // From float16 by way of float32, for which the runtime has a fast path; it would join the two
  // casts again if no Reshape stood between them.
  const flat = draft.add('Reshape', [candidates, draft.integers(-1)]);
  const stored = draft.add('Gather', [index.stored, flat]);
  const taken = Math.min(CANDIDATE_COUNT, count);
  const single = draft.add('Reshape', [
    draft.cast(stored, ELEMENT_TYPE.float32),
    draft.integers(-1, taken, index.dimension),
  ]);
  const rows = draft.cast(single, ELEMENT_TYPE.float64);
  const column = draft.add('Unsqueeze', [pulled, draft.integers(-1)]);
  const dots = draft.add('Squeeze', [draft.add('MatMul', [rows, column]), draft.integers(-1)]);
  const centred =
    adapter === null
      ? dots
      : draft.add('Sub', [dots, draft.sumLast(draft.add('Mul', [pulled, adapter.mean]))]);
  const adaptedDots = draft.add('Mul', [centred, constant('adapter_scale', shared.adapterScale)]);
  const products = draft.add('Mul', [
    draft.add('Sub', [adaptedDots, atOod]),
    constant('slope', shared.slope),
  ]);
  // Where too few rows are indexed, others are among the candidates: infinitely far.
  const known = shared.squares.map((square, row) =>
    shared.isIndexed[row] === 0 ? Number.POSITIVE_INFINITY : square,
  );
  const own = draft.add('Add', [draft.sumOfSquares(gradient), constant('squares', known)]);
  const squares = draft.add('Sub', [own, draft.add('Mul', [products, draft.float64(2)])]);
  return draft.add('Sqrt', [draft.add('Max', [squares, draft.float64(0)])]);
}
