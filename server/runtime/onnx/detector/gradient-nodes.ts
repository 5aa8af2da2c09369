import type { FittedGrood } from '../../../core/grood/fitted.ts';
import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';
import type { Edge, GraphDraft } from './graph-draft.ts';

export interface PrototypeConstants {
  /** [K, D], float64 (stored as float32). */
  readonly classes: Edge;
  /** Squared lengths [K] of the class prototypes, float64. */
  readonly classSquares: Edge;
  /** null: one class without known OOD images. */
  readonly ood: OodConstants | null;
}

export interface OodConstants {
  /** [D], float64. */
  readonly prototype: Edge;
  /** Unit vectors [K, D] from each class prototype to the OOD prototype, float64. */
  readonly towards: Edge;
}

export function prototypeConstants(draft: GraphDraft, fitted: FittedGrood): PrototypeConstants {
  const { classCount, dimension, oodPrototype } = fitted;
  const values = Float32Array.from(fitted.classPrototypes);
  const stored = draft.constant('prototypes/classes', [classCount, dimension], values);
  const classes = draft.cast(stored, ELEMENT_TYPE.float64);
  const squares = draft.sumOfSquares(classes);
  const classSquares = draft.add('Reshape', [squares, draft.integers(1, classCount)]);
  if (oodPrototype === null) return { classes, classSquares, ood: null };
  const prototype = draft.constant('prototypes/ood', [dimension], oodPrototype);
  const offset = draft.add('Sub', [prototype, classes]);
  const length = draft.add('Sqrt', [draft.sumOfSquares(offset)]);
  const safe = draft.add('Max', [length, draft.float64(1e-300)]);
  return { classes, classSquares, ood: { prototype, towards: draft.add('Div', [offset, safe]) } };
}

/** Distances [N, K] of h' [N, D], float64, to the class prototypes. */
export function classDistances(
  draft: GraphDraft,
  adapted: Edge,
  prototypes: PrototypeConstants,
): Edge {
  // In float64 the expanded square keeps seven digits even where a feature sits on a prototype.
  const products = draft.add('Gemm', [adapted, prototypes.classes], { transB: { int: 1 } });
  const twice = draft.add('Mul', [products, draft.float64(-2)]);
  const half = draft.add('Add', [twice, prototypes.classSquares]);
  const squares = draft.add('Add', [half, draft.sumOfSquares(adapted)]);
  return draft.add('Sqrt', [draft.add('Max', [squares, draft.float64(0)])]);
}

/** Index [N] of the nearest class prototype, int64; the lowest of equal ones. */
export function nearestClass(draft: GraphDraft, distances: Edge): Edge {
  return draft.add('ArgMin', [distances], { axis: { int: 1 }, keepdims: { int: 0 } });
}

/** The contract's `prototype_distances` [N, K + 1], float32, the OOD prototype last. */
export function distancesWithOod(
  draft: GraphDraft,
  distances: Edge,
  adapted: Edge,
  oodPrototype: Edge,
): Edge {
  const ood = lengthOf(draft, draft.add('Sub', [adapted, oodPrototype]));
  const all = draft.add('Concat', [distances, ood], { axis: { int: 1 } });
  return draft.cast(all, ELEMENT_TYPE.float32);
}

/** Where an image is. */
export interface Place {
  /** h' [N, D], float64. */
  readonly adapted: Edge;
  /** Of the same h' to the class prototypes [N, K], float64. */
  readonly distances: Edge;
  /** The nearest class [N], int64. */
  readonly nearest: Edge;
}

/**
 * g = (q_ood - t_ood) (h' - p_ood) / ||h' - p_ood|| [N, D], float64; at h' = p_ood the unit vector
 * from the nearest class prototype to p_ood stands in for the undefined direction.
 */
export function gradient(
  draft: GraphDraft,
  { adapted, distances, nearest }: Place,
  ood: OodConstants,
  oodTarget: number,
): Edge {
  const offset = draft.add('Sub', [adapted, ood.prototype]);
  const oodDistance = lengthOf(draft, offset);
  const q = oodProbability(draft, distances, oodDistance);
  const length = oodTarget === 0 ? q : draft.add('Sub', [q, draft.float64(oodTarget)]);
  const safe = draft.add('Max', [oodDistance, draft.float64(1e-300)]);
  const direction = draft.add('Div', [offset, safe]);
  const standIn = draft.add('Gather', [ood.towards, nearest]);
  const isAt = draft.add('Equal', [oodDistance, draft.float64(0)]);
  const unit = draft.add('Where', [isAt, standIn, direction]);
  return draft.add('Mul', [unit, length]);
}

/** The softmax over the negative distances, of which only the OOD prototype's share is needed. */
function oodProbability(draft: GraphDraft, distances: Edge, oodDistance: Edge): Edge {
  const all = draft.add('Concat', [distances, oodDistance], { axis: { int: 1 } });
  const shares = draft.add('Softmax', [draft.add('Neg', [all])], { axis: { int: -1 } });
  return draft.add('Gather', [shares, draft.integers(-1)], { axis: { int: 1 } });
}

function lengthOf(draft: GraphDraft, edge: Edge): Edge {
  return draft.add('Sqrt', [draft.sumOfSquares(edge)]);
}
