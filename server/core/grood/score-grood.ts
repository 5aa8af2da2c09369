import { exactIndex } from '../neighbours/exact-index.ts';
import type { NeighbourIndex, Neighbours } from '../neighbours/neighbour-index.ts';
import { appearanceIndex, l2Normalised, NEIGHBOUR_RANK } from '../neighbours/neighbour-score.ts';
import { applyAdapter } from './apply-adapter.ts';
import type { FittedGrood } from './fitted.ts';
import { oodGradients } from './ood-gradient.ts';
import { nearest } from './prototype-distances.ts';

/** Ten for S_N, and one more, so that an image's own row can be left out. */
export const NEIGHBOUR_COLUMNS = 11;

export interface GroodScores {
  /** S_G [N]; 0 throughout where there is no OOD prototype. */
  readonly scores: Float64Array;
  /** S_N [N]. */
  readonly neighbourScores: Float64Array;
  /** g [N, D]. */
  readonly gradients: Float64Array;
  /** Number of the nearest class prototype [N]. */
  readonly classes: Int32Array;
  /** [N, K + 1]; the last is the OOD prototype's, Infinity where there is none. */
  readonly prototypeDistances: Float64Array;
  /** Nearest by gradient; rows are training rows. No columns where there is no OOD prototype. */
  readonly byGradient: Neighbours;
  /** Nearest by l2-normalised raw features; rows are training rows. */
  readonly byFeatures: Neighbours;
}

export type GroodScorer = (
  features: Float32Array | Float64Array,
  /** Features after mix-up, for S_G alone; the raw ones still decide S_N. */
  mixedFeatures?: Float32Array | Float64Array,
) => GroodScores;

/** Exact float64 scores, the reference for every graph and index. `features` are raw, [N, D]. */
export function scoreGrood(
  fitted: FittedGrood,
  features: Float32Array | Float64Array,
): GroodScores {
  return groodScorer(fitted)(features);
}

/** The same, for many batches: builds the two exact indexes once. */
export function groodScorer(fitted: FittedGrood): GroodScorer {
  const { dimension } = fitted;
  const gradientIndex = exactIndex(fitted.gradients, dimension);
  const featureIndex = appearanceIndex(fitted.trainingFeatures, dimension);
  return (features, mixedFeatures = features) => {
    if (features.length % dimension !== 0 || mixedFeatures.length !== features.length) {
      throw new RangeError(
        `${features.length} and ${mixedFeatures.length} numbers are no rows of ${dimension}`,
      );
    }
    return scoreBatch(fitted, { gradientIndex, featureIndex }, features, mixedFeatures);
  };
}

function scoreBatch(
  fitted: FittedGrood,
  indexes: { readonly gradientIndex: NeighbourIndex; readonly featureIndex: NeighbourIndex },
  features: Float32Array | Float64Array,
  mixedFeatures: Float32Array | Float64Array,
): GroodScores {
  const { dimension, classCount } = fitted;
  const count = features.length / dimension;
  const adapted = applyAdapter(fitted.adapter, mixedFeatures, dimension);
  const { gradients, distances } = oodGradients(adapted, fitted);
  const found = indexes.gradientIndex.search(gradients, NEIGHBOUR_COLUMNS);
  const byFeatures = indexes.featureIndex.search(
    l2Normalised(features, dimension),
    NEIGHBOUR_COLUMNS,
  );
  const scores = new Float64Array(count);
  const neighbourScores = new Float64Array(count);
  const classes = new Int32Array(count);
  const rank = Math.min(NEIGHBOUR_RANK, byFeatures.columns) - 1;
  for (let n = 0; n < count; n++) {
    if (found.columns > 0) scores[n] = found.distances[n * found.columns]!;
    neighbourScores[n] = byFeatures.distances[n * byFeatures.columns + rank]!;
    classes[n] = nearest(distances, n * (classCount + 1), classCount);
  }
  const byGradient = { ...found, rows: found.rows.map((row) => fitted.indexedRows[row]!) };
  return {
    scores,
    neighbourScores,
    gradients,
    classes,
    prototypeDistances: distances,
    byGradient,
    byFeatures,
  };
}
