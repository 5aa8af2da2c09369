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
 * The candidates [N, C] with the largest coarse values, in ascending order of row, int64.
 *
 * Over 10,000 values ONNX Runtime's TopK costs more than the product that made them. The C largest
 * lie in the C blocks with the largest maxima, so it first looks at the maxima (6.9 down to
 * 2.5 microseconds an image), then inside the winning blocks: exact, without a look at the rest.
 * @param coarse [N, blockedCount(count)]; values of rows past `count` below all others
 */
export function topCandidates(draft: GraphDraft, coarse: Edge, count: number): Edge {
  const taken = Math.min(CANDIDATE_COUNT, count);
  const rows =
    count < BLOCKS_FROM
      ? largest(draft, coarse, taken)
      : largestByBlocks(draft, coarse, taken, blockedCount(count) / BLOCK);
  return ascending(draft, rows, taken);
}

function largest(draft: GraphDraft, values: Edge, taken: number): Edge {
  const outputs = draft.addMany('TopK', [values, draft.integers(taken)], 2, { sorted: { int: 0 } });
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
  const best = largest(draft, maxima, taken);
  const which = draft.add('Unsqueeze', [best, draft.integers(-1)]);
  const inside = draft.add('GatherND', [blocked, which], { batch_dims: { int: 1 } });
  const flat = draft.add('Reshape', [inside, draft.integers(-1, taken * BLOCK)]);
  const position = largest(draft, flat, taken);
  const size = draft.integer(BLOCK);
  const nth = draft.add('Div', [position, size]);
  const block = draft.add('GatherElements', [best, nth], { axis: { int: 1 } });
  // row = block * 32 + position - nth * 32
  const shift = draft.add('Mul', [draft.add('Sub', [block, nth]), size]);
  return draft.add('Add', [shift, position]);
}
