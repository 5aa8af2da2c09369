import type { Edge, GraphDraft } from './graph-draft.ts';

/** Rows taken by the fast product before the exact recomputation: its rounding may swap a few. */
export const CANDIDATE_COUNT: number = 13;
/** Rows whose best value is looked at first. */
const BLOCK = 32;
/** Below, one selection over all rows is as fast. */
const BLOCKS_FROM = 2048;

/** How many rows the matrix of a product needs for `count` rows: whole blocks. */
export function blockedCount(count: number): number {
  return count < BLOCKS_FROM ? count : Math.ceil(count / BLOCK) * BLOCK;
}

/**
 * Puts the rows of [blockedCount(count), D] into the order that `topCandidates` expects; done once,
 * at load. Neighbours in the file are often of one class and look alike, so each block takes every
 * n-th row of n blocks: their maxima come in no order, and a selection has less to do.
 */
export function dealtRows(draft: GraphDraft, rows: Edge, count: number, dimension: number): Edge {
  if (count < BLOCKS_FROM) return rows;
  const blocks = blockedCount(count) / BLOCK;
  const piles = draft.add('Reshape', [rows, draft.integers(BLOCK, blocks, dimension)]);
  const dealt = draft.add('Transpose', [piles], { perm: { ints: [1, 0, 2] } });
  return draft.add('Reshape', [dealt, draft.integers(-1, dimension)]);
}

/**
 * The candidates [N, C] with the largest coarse values, in ascending order of row, int64.
 *
 * Over 10,000 values ONNX Runtime's TopK costs more than the product that made them. The C largest
 * lie in the C blocks with the largest maxima, so it first looks at the maxima, then inside the
 * winning blocks: exact, without a look at the rest. TopK keeps a heap, which stands still where
 * large values come first; so the blocks are looked into from the best one on.
 * @param coarse [N, blockedCount(count)], columns in the order of `dealtRows`; values of rows past
 * `count` below all others
 */
export function topCandidates(draft: GraphDraft, coarse: Edge, count: number): Edge {
  const taken = Math.min(CANDIDATE_COUNT, count);
  const rows =
    count < BLOCKS_FROM
      ? largest(draft, coarse, taken)
      : largestByBlocks(draft, coarse, taken, blockedCount(count) / BLOCK);
  return ascending(draft, rows, taken);
}

function largest(draft: GraphDraft, values: Edge, taken: number, isSorted = false): Edge {
  const sorted = { int: isSorted ? 1 : 0 };
  const outputs = draft.addMany('TopK', [values, draft.integers(taken)], 2, { sorted });
  return outputs[1] as Edge;
}

/** TopK puts the lower position first among equals: with rows ascending, that is the lower row. */
function ascending(draft: GraphDraft, rows: Edge, taken: number): Edge {
  const outputs = draft.addMany('TopK', [rows, draft.integers(taken)], 2, { largest: { int: 0 } });
  return outputs[0] as Edge;
}

function largestByBlocks(draft: GraphDraft, coarse: Edge, taken: number, blocks: number): Edge {
  const blocked = draft.add('Reshape', [coarse, draft.integers(-1, blocks, BLOCK)]);
  const maxima = draft.maxLast(blocked);
  const best = largest(draft, maxima, taken, true);
  const which = draft.add('Unsqueeze', [best, draft.integers(-1)]);
  const inside = draft.add('GatherND', [blocked, which], { batch_dims: { int: 1 } });
  const flat = draft.add('Reshape', [inside, draft.integers(-1, taken * BLOCK)]);
  const position = largest(draft, flat, taken);
  const size = draft.integer(BLOCK);
  const nth = draft.add('Div', [position, size]);
  const block = draft.add('GatherElements', [best, nth], { axis: { int: 1 } });
  const pile = draft.add('Sub', [position, draft.add('Mul', [nth, size])]);
  return draft.add('Add', [draft.add('Mul', [pile, draft.integer(blocks)]), block]);
}
