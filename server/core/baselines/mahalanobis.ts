import { classMeans } from '../grood/class-means.ts';
import { nearest, prototypeDistances } from '../grood/prototype-distances.ts';
import { cholesky } from '../linear-algebra/cholesky.ts';
import { invertLowerTriangular } from '../linear-algebra/invert-lower-triangular.ts';
import { plainProducts } from '../linear-algebra/plain-products.ts';
import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts';
import { transpose } from '../linear-algebra/transpose.ts';
import { l2Normalised } from '../neighbours/neighbour-score.ts';
import type { BaselineTraining } from './baseline-training.ts';

/**
 * Mahalanobis++ (arXiv 2505.18032): smallest squared Mahalanobis distance to a class mean, in
 * l2-normalised features, with one covariance for all classes and its pseudo-inverse.
 *
 * Products stay in float64: the pseudo-inverse divides by the smallest eigenvalues, and float32
 * rounding would pass for such.
 * @returns scores of raw features [n, D]
 */
export async function fitMahalanobis(
  training: BaselineTraining,
): Promise<(features: Float32Array) => Promise<Float64Array>> {
  const { dimension, classCount, labels } = training;
  const rows = l2Normalised(training.features, dimension);
  const { means } = classMeans(rows, labels, dimension, classCount);
  for (let n = 0; n < labels.length; n++) {
    for (let j = 0; j < dimension; j++) {
      rows[n * dimension + j]! -= means[labels[n]! * dimension + j]!;
    }
  }
  const gram = await plainProducts.gram({ rows: labels.length, columns: dimension, data: rows });
  const covariance = Float64Array.from(gram.data, (sum) => sum / labels.length);
  const isFullRank = labels.length - classCount >= dimension;
  const whitening = whiten(covariance, dimension, isFullRank);
  const white = async (data: Float64Array): Promise<Float64Array> => {
    const product = await plainProducts.multiply(
      { rows: data.length / dimension, columns: dimension, data },
      { rows: dimension, columns: whitening.length / dimension, data: whitening },
    );
    return Float64Array.from(product.data);
  };
  const whiteMeans = await white(means);
  const rank = whitening.length / dimension;
  return async (features) => {
    const whiteRows = await white(l2Normalised(features, dimension));
    const distances = prototypeDistances(whiteRows, whiteMeans, rank);
    return Float64Array.from({ length: features.length / dimension }, (_, n) => {
      const at = n * classCount;
      return distances[at + nearest(distances, at, classCount)]! ** 2;
    });
  };
}

/** W^T [D, rank] with W^T W the (pseudo-)inverse of the covariance. */
function whiten(covariance: Float64Array, size: number, isFullRank: boolean): Float64Array {
  const factor = isFullRank ? cholesky(covariance, size) : null;
  if (factor !== null) return transpose(invertLowerTriangular(factor, size), size, size);
  const { values, vectors } = symmetricEigen(covariance, size);
  const cutoff = size * Number.EPSILON * values[0]!;
  let rank = 0;
  while (rank < size && values[rank]! > cutoff) rank++;
  const rows = vectors.slice(0, Math.max(1, rank) * size);
  for (let i = 0; i < rows.length; i++) {
    const value = values[Math.floor(i / size)]!;
    // Without any spread all distances are 0.
    rows[i] = rank === 0 ? 0 : rows[i]! / Math.sqrt(value);
  }
  return transpose(rows, Math.max(1, rank), size);
}
