import type { MatrixProducts } from '../linear-algebra/matrix.ts';
import { plainProducts } from '../linear-algebra/plain-products.ts';
import type { NeighbourIndex } from '../neighbours/neighbour-index.ts';
import { appearanceIndex, neighbourScores } from '../neighbours/neighbour-score.ts';
import type { BaselineTraining } from './baseline-training.ts';
import { energyScores, maxLogitScores, mspScores } from './logit-scores.ts';
import { fitMahalanobis } from './mahalanobis.ts';
import { fitVim } from './vim.ts';

/** Scores by method and image, higher = more OOD; a method that lacks its input is absent. */
export interface BaselineScores {
  readonly knn: Float64Array;
  readonly 'mahalanobis++': Float64Array;
  readonly energy?: Float64Array;
  readonly msp?: Float64Array;
  readonly maxLogit?: Float64Array;
  readonly vim?: Float64Array;
}

/** Raw features [n, D] and, where the backbone has a head, its logits [n, K]. */
export interface BaselineQueries {
  readonly features: Float32Array;
  readonly logits?: { readonly data: Float32Array; readonly classCount: number };
  /** S_N [n], where it is known already: it is KNN's score. */
  readonly neighbourScores?: Float64Array;
}

/**
 * Fits the methods that GROOD is compared with: KNN (distance to the 10th nearest training image
 * in l2-normalised features) and Mahalanobis++ always; Energy, MSP and MaxLogit where the queries
 * bring logits; ViM where `training.head` is known too.
 */
export async function fitBaselines(
  training: BaselineTraining,
  products: MatrixProducts = plainProducts,
): Promise<(queries: BaselineQueries) => Promise<BaselineScores>> {
  let index: NeighbourIndex | null = null;
  const knn = (features: Float32Array): Float64Array => {
    index ??= appearanceIndex(training.features, training.dimension);
    return neighbourScores(index, features);
  };
  const mahalanobis = await fitMahalanobis(training);
  const vim = training.head === undefined ? null : await fitVim(training, training.head, products);
  return async ({ features, logits, neighbourScores: known }) => {
    const scores = {
      knn: known ?? knn(features),
      'mahalanobis++': await mahalanobis(features),
    };
    if (logits === undefined) return scores;
    const { data, classCount } = logits;
    const withLogits = {
      ...scores,
      energy: energyScores(data, classCount),
      msp: mspScores(data, classCount),
      maxLogit: maxLogitScores(data, classCount),
    };
    return vim === null ? withLogits : { ...withLogits, vim: await vim(features, data) };
  };
}
