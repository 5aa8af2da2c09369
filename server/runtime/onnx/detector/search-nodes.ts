import type { FittedGrood } from '../../../core/grood/fitted.ts';
import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';
import { type FeatureConstants, normalised } from './feature-index.ts';
import type { Edge, GraphDraft } from './graph-draft.ts';
import { bySubtraction, closest, type Nearest, topCandidates } from './nearest-nodes.ts';

/** The view of raw features, by a product of its own. */
export function featureSearch(draft: GraphDraft, raw: Edge, index: FeatureConstants): Nearest {
  const query = normalised(draft, raw);
  const unitRows = draft.add('Div', [index.raw, index.lengths]);
  const similarity = draft.add('Gemm', [query, unitRows], { transB: { int: 1 } });
  const candidates = topCandidates(draft, similarity, index.count, 'largest');
  return nearestFeatures(draft, query, candidates, index);
}

/**
 * The view of gradients where G is stored (small D, or mix-up): candidates by
 * ||a||^2 - 2ab + ||b||^2, which loses all digits of small distances, then by subtraction.
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
  const squares = draft.constant('index/squares', [count], rowSquares(rows, dimension));
  const query = draft.cast(gradient, ELEMENT_TYPE.float32);
  const coarse = draft.add('Gemm', [query, index, squares], {
    alpha: { float: -2 },
    transB: { int: 1 },
  });
  const candidates = topCandidates(draft, coarse, count, 'smallest');
  const distances = bySubtraction(draft, query, draft.add('Gather', [index, candidates]));
  const nearest = closest(draft, candidates, distances, count);
  const trainingRows = draft.constant(
    'index/rows',
    [count],
    BigInt64Array.from(indexedRows, (row) => BigInt(row)),
  );
  return { ...nearest, rows: draft.add('Gather', [trainingRows, nearest.rows]) };
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

function rowSquares(rows: Float32Array, dimension: number): Float32Array {
  const squares = new Float32Array(rows.length / dimension);
  for (let row = 0; row < squares.length; row += 1) {
    let square = 0;
    for (let j = row * dimension; j < (row + 1) * dimension; j += 1) {
      square += (rows[j] as number) ** 2;
    }
    squares[row] = square;
  }
  return squares;
}
