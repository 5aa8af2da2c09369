import type { FittedGrood } from '../../../core/grood/fitted.ts';

/**
 * What turns products with raw training features into products with gradients, by training row.
 *
 * With h'_i = w_i L^-1 (h_i - mu), w_i = c / ||L^-1 (h_i - mu)||, and g_i = a_i (h'_i - p_ood):
 *     g . g_i = a_i (w_i z . (h_i - mu) - g . p_ood),  z = L^-T g.
 * So one matrix of raw features serves both views in one product, G is not stored, and opening a
 * detector costs no product of N x D x D.
 */
export interface SharedIndex {
  /** w_i [N]; 1 where there is no adapter. */
  readonly adapterScale: Float64Array;
  /** a_i = q_i / ||h'_i - p_ood|| [N]; 0 where the row is not indexed. */
  readonly slope: Float64Array;
  /** ||g_i||^2 [N]. */
  readonly squares: Float64Array;
  readonly isIndexed: Uint8Array;
}

/**
 * Recovers w_i and a_i from the gradients in O(N D), without the adapted features.
 * ||p_ood + d_i g_i / q_i|| = c has one positive root d_i, because ||p_ood|| < c.
 * @returns null where a training image sits on mu or on the OOD prototype, or with a moved target
 * (mix-up): then G has to be stored
 */
export function sharedIndex(fitted: FittedGrood): SharedIndex | null {
  const { oodPrototype, dimension, trainingCount, indexedRows } = fitted;
  if (oodPrototype === null || fitted.oodTarget !== 0) return null;
  const index: SharedIndex = {
    adapterScale: new Float64Array(trainingCount).fill(1),
    slope: new Float64Array(trainingCount),
    squares: new Float64Array(trainingCount),
    isIndexed: new Uint8Array(trainingCount),
  };
  const recover = rowRecovery(fitted, oodPrototype);
  for (let i = 0; i < indexedRows.length; i += 1) {
    const row = indexedRows[i] as number;
    const gradient = fitted.gradients.subarray(i * dimension, (i + 1) * dimension);
    const feature = fitted.trainingFeatures.subarray(row * dimension, (row + 1) * dimension);
    const square = dot(gradient, gradient);
    index.isIndexed[row] = 1;
    index.squares[row] = square;
    // The softmax gave the OOD prototype nothing at all: the gradient is 0 and so is its slope.
    if (square === 0) continue;
    const found = recover(gradient, Math.sqrt(square), feature);
    if (found === null) return null;
    index.slope[row] = found.slope;
    index.adapterScale[row] = found.adapterScale;
  }
  return index;
}

type Recovery = (
  gradient: Float64Array,
  length: number,
  feature: Float32Array,
) => { readonly slope: number; readonly adapterScale: number } | null;

function rowRecovery(fitted: FittedGrood, ood: Float64Array): Recovery {
  const { adapter, dimension } = fitted;
  const smallest = 1e-6 * Math.sqrt(dot(ood, ood) + 1e-300);
  if (adapter === null) {
    return (_, length, feature) => {
      let square = 0;
      for (let j = 0; j < dimension; j += 1) {
        square += ((feature[j] as number) - (ood[j] as number)) ** 2;
      }
      const distance = Math.sqrt(square);
      return distance > smallest ? { slope: length / distance, adapterScale: 1 } : null;
    };
  }
  const missing = adapter.scale ** 2 - dot(ood, ood);
  if (missing <= 1e-6 * adapter.scale ** 2) return () => null;
  const probes = [11, 23, 37].map((seed) => probe(fitted, seed));
  return (gradient, length, feature) => {
    const along = dot(ood, gradient) / length;
    const distance = -along + Math.sqrt(along * along + missing);
    if (!(distance > smallest)) return null;
    const slope = length / distance;
    let best = 0;
    let adapterScale = 0;
    for (const { vector, pulled, atMean, atOod } of probes) {
      const adapted = atOod + dot(vector, gradient) / slope;
      const whitened = dot(pulled, feature) - atMean;
      if (Math.abs(adapted) <= best) continue;
      best = Math.abs(adapted);
      adapterScale = adapted / whitened;
    }
    return adapterScale > 0 && Number.isFinite(adapterScale) ? { slope, adapterScale } : null;
  };
}

interface Probe {
  readonly vector: Float64Array;
  /** L^-T vector, so that pulled . (h - mu) = vector . L^-1 (h - mu). */
  readonly pulled: Float64Array;
  readonly atMean: number;
  readonly atOod: number;
}

function probe(fitted: FittedGrood, seed: number): Probe {
  const { dimension, adapter, oodPrototype } = fitted;
  const inverse = adapter?.inverseCholesky as Float64Array;
  const vector = signs(dimension, seed);
  const pulled = new Float64Array(dimension);
  for (let row = 0; row < dimension; row += 1) {
    const weight = vector[row] as number;
    for (let column = 0; column <= row; column += 1) {
      pulled[column] =
        (pulled[column] as number) + weight * (inverse[row * dimension + column] as number);
    }
  }
  return {
    vector,
    pulled,
    atMean: dot(pulled, adapter?.mean as Float64Array),
    atOod: dot(vector, oodPrototype as Float64Array),
  };
}

/** +1 and -1 from a linear congruential generator: any directions do, as long as they are fixed. */
function signs(length: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state & 0x80000000 ? 1 : -1;
  });
}

function dot(a: Float64Array | Float32Array, b: Float64Array | Float32Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j += 1) sum += (a[j] as number) * (b[j] as number);
  return sum;
}
