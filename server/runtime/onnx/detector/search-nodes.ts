import type { FittedGrood } from '../../../core/grood/fitted.ts';
import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';
import { blockedCount, topCandidates } from './candidate-nodes.ts';
import { type FeatureConstants, normalised } from './feature-index.ts';
import type { Edge, GraphDraft } from './graph-draft.ts';
import { bySubtraction, closest, type Nearest } from './nearest-nodes.ts';

/** Further than any gradient (at most 1 long) or unit vector. */
export const FAR = 1e30;

/** The view of raw features, by a product of its own. */
export function featureSearch(draft: GraphDraft, raw: Edge, index: FeatureConstants): Nearest {
  const query = normalised(draft, raw);
  const unitRows = draft.add('Div', [index.raw, index.lengths]);
  const { count } = index;
  const distant = new Float32Array(blockedCount(count)).fill(-FAR, count);
  const similarity =
    distant.length === count
      ? draft.add('Gemm', [query, unitRows], { transB: { int: 1 } })
      : productWithLastColumn(draft, query, {
          rows: unitRows,
          count,
          last: draft.constant('training/bias', [distant.length, 1], distant),
        });
  const candidates = topCandidates(draft, similarity, count);
  const distances = bySubtraction(draft, query, draft.add('Gather', [unitRows, candidates]));
  return closest(draft, candidates, distances, count);
}

/**
 * The view of gradients where G is stored: candidates by ab - ||b||^2 / 2, which loses all digits
 * of small distances, then by subtraction.
 * @param gradient [N, D], float64
 */
export function storedGradientSearch(
  draft: GraphDraft,
  gradient: Edge,
  { gradients, indexedRows, dimension }: FittedGrood,
): Nearest {
  const count = indexedRows.length;
  const rows = Float32Array.from(gradients);
  const index = draft.constant('index/gradients', [count, dimension], rows);
  const padded = blockedCount(count);
  const bias = halfSquares(rows, dimension, padded);
  const last = draft.constant('index/bias', [padded, 1], bias);
  const query = draft.cast(gradient, ELEMENT_TYPE.float32);
  const product = { rows: index, count, last };
  const closeness = productWithLastColumn(draft, query, product);
  const candidates = topCandidates(draft, closeness, count);
  const distances = bySubtraction(draft, query, draft.add('Gather', [index, candidates]));
  const nearest = closest(draft, candidates, distances, count);
  const trainingRows = draft.constant(
    'index/rows',
    [count],
    BigInt64Array.from(indexedRows, (row) => BigInt(row)),
  );
  return { ...nearest, rows: draft.add('Gather', [trainingRows, nearest.rows]) };
}

/**
 * Products [N, blockedCount(count)] of the queries [N, D] with the rows, plus `last` [padded, 1]:
 * one more column costs a tenth of what a sum afterwards, or Gemm's own, costs.
 */
function productWithLastColumn(
  draft: GraphDraft,
  query: Edge,
  product: {
    readonly rows: Edge;
    readonly count: number;
    readonly last: Edge;
  },
): Edge {
  const { count } = product;
  const parts = [paddedRows(draft, product.rows, count), product.last];
  const matrix = draft.add('Concat', parts, { axis: { int: 1 } });
  const one = draft.float32(1);
  const extended = draft.add('Pad', [query, draft.integers(0, 0, 0, 1), one]);
  return draft.add('Gemm', [extended, matrix], { transB: { int: 1 } });
}

/** The candidates' distances in l2-normalised raw features. */
export function nearestFeatures(
  draft: GraphDraft,
  query: Edge,
  candidates: Edge,
  index: FeatureConstants,
): Nearest {
  const stored = draft.add('Gather', [index.stored, candidates]);
  const rows = draft.cast(stored, ELEMENT_TYPE.float32);
  const unitRows = draft.add('Div', [rows, draft.add('Gather', [index.lengths, candidates])]);
  return closest(draft, candidates, bySubtraction(draft, query, unitRows), index.count);
}

/** Rows of one value behind the others, up to whole blocks; added once, at load. */
export function paddedRows(draft: GraphDraft, rows: Edge, count: number, value = 0): Edge {
  const missing = blockedCount(count) - count;
  if (missing === 0) return rows;
  return draft.add('Pad', [rows, draft.integers(0, 0, missing, 0), draft.float32(value)]);
}

/** -||row||^2 / 2, and far away for the padding. */
function halfSquares(rows: Float32Array, dimension: number, padded: number): Float32Array {
  const out = new Float32Array(padded).fill(-FAR);
  for (let from = 0; from < rows.length; from += dimension) {
    let square = 0;
    for (let j = from; j < from + dimension; j += 1) square += (rows[j] as number) ** 2;
    out[from / dimension] = -square / 2;
  }
  return out;
}
