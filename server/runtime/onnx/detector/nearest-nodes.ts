import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';
import type { Edge, GraphDraft } from './graph-draft.ts';

/** How many rows of each index the contract returns. */
export const NEAREST_COUNT = 11;

export interface Nearest {
  /** Rows [N, min(11, M)], int64, nearest first, the lower row first among equals. */
  readonly rows: Edge;
  /** Euclidean distances [N, min(11, M)], float32. */
  readonly distances: Edge;
  readonly found: number;
}

/**
 * Distances [N, C] of queries [N, D] to their candidates' rows [N, C, D], by subtraction: exact
 * near zero, where the expanded square has no digits left.
 */
export function bySubtraction(draft: GraphDraft, query: Edge, rows: Edge): Edge {
  const wide = draft.add('Unsqueeze', [query, draft.integers(1)]);
  const squares = draft.sumOfSquares(draft.add('Sub', [rows, wide]));
  return draft.add('Sqrt', [draft.add('Squeeze', [squares, draft.integers(-1)])]);
}

/** The 11 closest of the candidates [N, C], by their exact distances [N, C] of any float type. */
export function closest(
  draft: GraphDraft,
  candidates: Edge,
  distances: Edge,
  count: number,
): Nearest {
  const found = Math.min(NEAREST_COUNT, count);
  const [values, positions] = draft.addMany('TopK', [distances, draft.integers(found)], 2, {
    largest: { int: 0 },
  }) as [Edge, Edge];
  const rows = draft.add('GatherElements', [candidates, positions], { axis: { int: 1 } });
  return { rows, distances: draft.cast(values, ELEMENT_TYPE.float32), found };
}

/** Pads to 11 columns with row -1 at an infinite distance: there are no more rows. */
export function padded(draft: GraphDraft, nearest: Nearest): Nearest {
  const missing = NEAREST_COUNT - nearest.found;
  if (missing === 0) return nearest;
  const right = draft.integers(0, 0, 0, missing);
  const infinity = draft.float32(Number.POSITIVE_INFINITY);
  return {
    rows: draft.add('Pad', [nearest.rows, right, draft.integer(-1)]),
    distances: draft.add('Pad', [nearest.distances, right, infinity]),
    found: NEAREST_COUNT,
  };
}
