import type { Adapter } from '../../../core/grood/fitted.ts';
import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';
import type { Edge, GraphDraft } from './graph-draft.ts';
import { type TriangleBlock, timesTriangle, triangle } from './triangle-nodes.ts';

/** The adapter as constants of the graph, float64. */
export interface AdapterConstants {
  /** [D]. */
  readonly mean: Edge;
  /** L^-1 [D, D]. */
  readonly inverseCholesky: TriangleBlock[];
  readonly scale: Edge;
}

export function adapterConstants(draft: GraphDraft, adapter: Adapter): AdapterConstants {
  const dimension = adapter.mean.length;
  return {
    mean: draft.constant('adapter/mean', [dimension], adapter.mean),
    inverseCholesky: triangle(draft, adapter.inverseCholesky, dimension),
    scale: draft.constant('adapter/scale', [], Float64Array.of(adapter.scale)),
  };
}

/**
 * h' = c normalise(L^-1 (h - mu)) in float64: float32 would leave no digits of small gradients.
 * At h = mu the length is 0 and h' = 0.
 * @param features raw features [N, D], float32
 * @returns [N, D], float64
 */
export function adapted(draft: GraphDraft, features: Edge, adapter: AdapterConstants | null): Edge {
  const wide = draft.cast(features, ELEMENT_TYPE.float64);
  if (adapter === null) return wide;
  const centred = draft.add('Sub', [wide, adapter.mean]);
  const whitened = timesTriangle(draft, centred, adapter.inverseCholesky);
  const length = draft.add('Sqrt', [draft.sumOfSquares(whitened)]);
  const safeLength = draft.add('Max', [length, draft.float64(1e-300)]);
  return draft.add('Mul', [draft.add('Div', [whitened, safeLength]), adapter.scale]);
}
