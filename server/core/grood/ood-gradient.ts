import { nearest, prototypeDistances } from './prototype-distances.ts';

export interface Prototypes {
  readonly dimension: number;
  /** [K, D] in the space of the features. */
  readonly classPrototypes: Float64Array;
  /** [D]; null: there is none, and all gradients are 0. */
  readonly oodPrototype: Float64Array | null;
  /** t_ood, 0..1. */
  readonly oodTarget: number;
}

export interface OodGradients {
  /** [N, D]. */
  readonly gradients: Float64Array;
  /** [N, K + 1], Euclidean; the last is the OOD prototype's, Infinity where there is none. */
  readonly distances: Float64Array;
}

/**
 * Gradient of the nearest-prototype cross-entropy with respect to the OOD prototype, in closed
 * form: (q_ood - t_ood) (h - p_ood) / ||h - p_ood||, q = softmax(-distances).
 * @param features h, or h' where there is an adapter: [N, D]
 * @param classDistances distances of the features to the class prototypes [N, K], where known
 * @see GROOD, arXiv 2312.14427
 */
export function oodGradients(
  features: Float64Array,
  prototypes: Prototypes,
  classDistances: Float64Array = prototypeDistances(
    features,
    prototypes.classPrototypes,
    prototypes.dimension,
  ),
): OodGradients {
  const { dimension, classPrototypes, oodPrototype } = prototypes;
  const count = features.length / dimension;
  const classCount = classPrototypes.length / dimension;
  const gradients = new Float64Array(features.length);
  const distances = allDistances(features, prototypes, classDistances);
  if (oodPrototype === null) return { gradients, distances };
  for (let n = 0; n < count; n++) {
    const at = n * (classCount + 1);
    const length = oodProbability(distances, at, classCount) - prototypes.oodTarget;
    const distance = distances[at + classCount]!;
    if (distance > 0) {
      for (let j = 0; j < dimension; j++) {
        const away = features[n * dimension + j]! - oodPrototype[j]!;
        gradients[n * dimension + j] = (length * away) / distance;
      }
    } else {
      // The direction is undefined here, and zero would call the most OOD-like point typical.
      const k = nearest(distances, at, classCount);
      const from = distances[at + k]!;
      for (let j = 0; j < dimension && from > 0; j++) {
        const away = oodPrototype[j]! - classPrototypes[k * dimension + j]!;
        gradients[n * dimension + j] = (length * away) / from;
      }
    }
  }
  return { gradients, distances };
}

/** [N, K + 1]: the class distances, and beside them those to the OOD prototype. */
function allDistances(
  features: Float64Array,
  { dimension, oodPrototype }: Prototypes,
  classDistances: Float64Array,
): Float64Array {
  const count = features.length / dimension;
  const classCount = classDistances.length / count;
  const distances = new Float64Array(count * (classCount + 1)).fill(Infinity);
  const toOod = oodPrototype && prototypeDistances(features, oodPrototype, dimension);
  for (let n = 0; n < count; n++) {
    const known = classDistances.subarray(n * classCount, (n + 1) * classCount);
    distances.set(known, n * (classCount + 1));
    if (toOod !== null) distances[(n + 1) * (classCount + 1) - 1] = toOod[n]!;
  }
  return distances;
}

/** q_ood: softmax of -distances at the last of K + 1; the shift keeps far points finite. */
function oodProbability(distances: Float64Array, from: number, classCount: number): number {
  const shift = distances[from + nearest(distances, from, classCount + 1)]!;
  let sum = 0;
  for (let p = 0; p <= classCount; p++) sum += Math.exp(shift - distances[from + p]!);
  return Math.exp(shift - distances[from + classCount]!) / sum;
}
