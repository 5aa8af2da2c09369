import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';
import type { Edge, GraphDraft } from './graph-draft.ts';

/** (n + 1)^4 stays below 2^53. */
const EXACT_IN_FLOAT64_UP_TO = 9740;

/** Scores of both views, one per calibration image, same order. */
export interface CalibrationScores {
  readonly grood: Float32Array;
  readonly neighbour: Float32Array;
}

export interface PValues {
  /** Each [N, 1], float32. */
  readonly grood: Edge;
  readonly neighbours: Edge;
  readonly combined: Edge;
}

/**
 * The pooled conformal p-values of both views and of their weighted Fisher combination (grood.md,
 * "Two views, one p-value"), in whole numbers: ties are exact.
 *
 * The pooled rank of calibration image i is its rank a_i among the calibration images, plus 1 where
 * the scored image's value is at least as high. So a_i^3 b_i takes one of four constants, chosen by
 * two bits. Where the gradient bit is 0, a_i^3 (b_i + 1) is right for both values of the other:
 * with both bits 0 either product lies below the scored image's. Three constants are left.
 * @param groodScore S_G [N, 1], float32
 * @param neighbourScore S_N [N, 1], float32
 */
export function pValues(
  draft: GraphDraft,
  groodScore: Edge,
  neighbourScore: Edge,
  calibration: CalibrationScores,
): PValues {
  const n = calibration.grood.length;
  const groodScores = draft.constant('calibration/grood', [n], calibration.grood);
  const neighbourScores = draft.constant('calibration/neighbour', [n], calibration.neighbour);
  const products = pooledProducts(calibration);
  const constant = (name: string, values: BigInt64Array): Edge =>
    draft.constant(`calibration/product_${name}`, [n], inFastestType(values, n));
  const both = constant('both', products.both);
  const groodOnly = constant('grood', products.groodOnly);
  const otherwise = constant('other', products.otherwise);

  const groodRank = rank(draft, groodScores, groodScore);
  const neighbourRank = rank(draft, neighbourScores, neighbourScore);
  const own = product(draft, groodRank, neighbourRank, n);
  const isAtMost = (products: Edge): Edge => draft.add('LessOrEqual', [products, own]);
  const groodUnset = draft.add('Greater', [groodScores, groodScore]);
  const neighbourUnset = draft.add('Greater', [neighbourScores, neighbourScore]);
  // `both` is the largest of the three, so it needs no look at a bit, and with neither bit set the
  // answer is yes by any of them. Comparing each takes half the time of choosing first.
  const pooled = draft.add('Or', [
    isAtMost(both),
    draft.add('Or', [
      draft.add('And', [neighbourUnset, isAtMost(groodOnly)]),
      draft.add('And', [groodUnset, isAtMost(otherwise)]),
    ]),
  ]);
  // c(i) >= c(x) with c = -ln(a^3 b): the smaller product is the more extreme.
  const asExtreme = count(draft, pooled);
  const share = (rankEdge: Edge): Edge => draft.add('Div', [rankEdge, draft.float32(n + 1)]);
  return {
    grood: share(groodRank),
    neighbours: share(neighbourRank),
    combined: share(draft.add('Add', [asExtreme, draft.float32(1)])),
  };
}

/** p of one view alone: where there is no gradient, S_N decides. */
export function singleViewPValue(draft: GraphDraft, score: Edge, scores: Float32Array): Edge {
  const edge = draft.constant('calibration/neighbour', [scores.length], scores);
  return draft.add('Div', [rank(draft, edge, score), draft.float32(scores.length + 1)]);
}

/** 1 + #{calibration j: s(j) >= s(x)}, [N, 1]: whole numbers below 2^24 are exact in float32. */
function rank(draft: GraphDraft, scores: Edge, score: Edge): Edge {
  const reached = count(draft, draft.add('GreaterOrEqual', [scores, score]));
  return draft.add('Add', [reached, draft.float32(1)]);
}

function count(draft: GraphDraft, bits: Edge): Edge {
  return draft.sumLast(draft.cast(bits, ELEMENT_TYPE.float32));
}

function product(draft: GraphDraft, groodRank: Edge, neighbourRank: Edge, n: number): Edge {
  const type = n <= EXACT_IN_FLOAT64_UP_TO ? ELEMENT_TYPE.float64 : ELEMENT_TYPE.int64;
  const a = draft.cast(groodRank, type);
  const b = draft.cast(neighbourRank, type);
  return draft.add('Mul', [draft.add('Mul', [a, a]), draft.add('Mul', [a, b])]);
}

/** float64 is compared in half the time of int64. */
function inFastestType(products: BigInt64Array, n: number): Float64Array | BigInt64Array {
  return n <= EXACT_IN_FLOAT64_UP_TO ? Float64Array.from(products, Number) : products;
}

function pooledProducts({ grood, neighbour }: CalibrationScores): {
  readonly both: BigInt64Array;
  readonly groodOnly: BigInt64Array;
  readonly otherwise: BigInt64Array;
} {
  const a = ranksAmong(grood);
  const b = ranksAmong(neighbour);
  const products = (groodBit: bigint, neighbourBit: bigint): BigInt64Array =>
    BigInt64Array.from(a, (rankA, i) => {
      const pooledA = BigInt(rankA) + groodBit;
      return pooledA * pooledA * pooledA * (BigInt(b[i] as number) + neighbourBit);
    });
  return { both: products(1n, 1n), groodOnly: products(1n, 0n), otherwise: products(0n, 1n) };
}

/** #{j: s(j) >= s(i)} for each i. */
function ranksAmong(scores: Float32Array): Int32Array {
  const ascending = Float32Array.from(scores).sort();
  return Int32Array.from(scores, (score) => scores.length - lowerBound(ascending, score));
}

function lowerBound(ascending: Float32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
