import type { FittedGrood } from '../../../core/grood/fitted.ts';
import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';
import type { Edge, GraphDraft } from './graph-draft.ts';
import { fromHalf, toHalf } from './half-float.ts';

export type FeatureStorage = 'float32' | 'float16';

/** The training features as constants of the graph. */
export interface FeatureConstants {
  /** Raw [N, D] as stored, float32 or float16. */
  readonly stored: Edge;
  /** Raw [N, D], float32: computed at load where the storage is float16. */
  readonly raw: Edge;
  /** Lengths [N, 1] of the stored rows, float32; 1 for a row of zeros. */
  readonly lengths: Edge;
  readonly count: number;
  readonly dimension: number;
}

/** @throws {RangeError} for values that float16 can't hold */
export function featureConstants(
  draft: GraphDraft,
  fitted: FittedGrood,
  storage: FeatureStorage,
): FeatureConstants {
  const { trainingFeatures, trainingCount: count, dimension } = fitted;
  const dims = [count, dimension];
  if (storage === 'float32') {
    const stored = draft.constant('training/features', dims, trainingFeatures);
    const lengths = rowLengths(draft, trainingFeatures, dimension);
    return { stored, raw: stored, lengths, count, dimension };
  }
  const bits = toHalf(trainingFeatures);
  if (bits === null) throw new RangeError('A training feature is past the range of float16.');
  const stored = draft.constant('training/features', dims, bits);
  const lengths = rowLengths(draft, fromHalf(bits), dimension);
  return { stored, raw: draft.cast(stored, ELEMENT_TYPE.float32), lengths, count, dimension };
}

/** x / ||x|| [N, D], float32; zeros stay zeros. */
export function normalised(draft: GraphDraft, features: Edge): Edge {
  const length = draft.add('Sqrt', [
    draft.sumOfSquares(draft.cast(features, ELEMENT_TYPE.float64)),
  ]);
  const safe = draft.add('Max', [length, draft.float64(1e-30)]);
  return draft.add('Div', [features, draft.cast(safe, ELEMENT_TYPE.float32)]);
}

function rowLengths(draft: GraphDraft, features: Float32Array, dimension: number): Edge {
  const count = features.length / dimension;
  const lengths = new Float32Array(count);
  for (let row = 0; row < count; row += 1) {
    let square = 0;
    for (let j = row * dimension; j < (row + 1) * dimension; j += 1) {
      square += (features[j] as number) ** 2;
    }
    lengths[row] = square === 0 ? 1 : Math.sqrt(square);
  }
  return draft.constant('training/lengths', [count, 1], lengths);
}
