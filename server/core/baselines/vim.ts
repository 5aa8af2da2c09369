import { dot } from '../linear-algebra/dot.ts';
import type { MatrixProducts } from '../linear-algebra/matrix.ts';
import { plainProducts } from '../linear-algebra/plain-products.ts';
import { solveSymmetric } from '../linear-algebra/solve-symmetric.ts';
import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts';
import { transpose } from '../linear-algebra/transpose.ts';
import { type BaselineTraining, type ClassHead, headLogits } from './baseline-training.ts';
import { energyScores, maxLogitScores } from './logit-scores.ts';

/** Dimension of ViM's principal space by that of the features. */
export function vimDimension(dimension: number): number {
  if (dimension >= 2_048) return 1_000;
  return dimension >= 768 ? 512 : Math.floor(dimension / 2);
}

/**
 * ViM (Wang et al. 2022, arXiv 2203.10807): length of the part of h outside the principal space of
 * the training features, scaled to the size of a logit, plus the energy score. The origin is
 * -pinv(W) b, where all logits are equal to 0.
 * @param products float32 engines serve: the principal space is that of the large eigenvalues
 * @returns scores of raw features [n, D] with their logits [n, K]
 */
export async function fitVim(
  training: BaselineTraining,
  head: ClassHead,
  products: MatrixProducts,
): Promise<(features: Float32Array, logits: Float32Array) => Promise<Float64Array>> {
  const { dimension, features } = training;
  const origin = await originOf(head, dimension);
  const centred = shift(features, origin, dimension);
  const count = features.length / dimension;
  const gram = await products.gram({ rows: count, columns: dimension, data: centred });
  const { vectors } = symmetricEigen(Float64Array.from(gram.data), dimension);
  const kept = vimDimension(dimension);
  const outside = vectors.slice(kept * dimension);
  const residuals = await lengths(centred, outside, dimension, products);
  const classes = head.bias.length;
  const largest = maxLogitScores(headLogits(features, head, dimension), classes);
  const scale = -sum(largest) / sum(residuals);
  return async (queries, logits) => {
    const rests = await lengths(shift(queries, origin, dimension), outside, dimension, products);
    const energy = energyScores(logits, classes);
    return rests.map((length, n) => scale * length + energy[n]!);
  };
}

/** -pinv(W) b [D]. */
async function originOf(head: ClassHead, dimension: number): Promise<Float64Array> {
  const classes = head.bias.length;
  const weight = Float64Array.from(head.weight);
  const bias = Float64Array.from(head.bias);
  const turned = transpose(weight, classes, dimension);
  const origin = new Float64Array(dimension);
  // pinv(W) = W^T pinv(W W^T) = pinv(W^T W) W^T: the smaller product is the cheaper one.
  if (classes <= dimension) {
    const gram = await plainProducts.gram({ rows: dimension, columns: classes, data: turned });
    const inner = solveSymmetric(Float64Array.from(gram.data), bias);
    for (let j = 0; j < dimension; j++) origin[j] = -dot(turned, j * classes, inner, 0, classes);
    return origin;
  }
  const gram = await plainProducts.gram({ rows: classes, columns: dimension, data: weight });
  for (let j = 0; j < dimension; j++) origin[j] = -dot(turned, j * classes, bias, 0, classes);
  return solveSymmetric(Float64Array.from(gram.data), origin);
}

function shift(features: Float32Array, origin: Float64Array, dimension: number): Float64Array {
  return Float64Array.from(features, (value, i) => value - origin[i % dimension]!);
}

/** Length of each row's projection on orthonormal `axes` [r, D]. */
async function lengths(
  rows: Float64Array,
  axes: Float64Array,
  dimension: number,
  products: MatrixProducts,
): Promise<Float64Array> {
  const rank = axes.length / dimension;
  const count = rows.length / dimension;
  const product = await products.multiply(
    { rows: count, columns: dimension, data: rows },
    { rows: dimension, columns: rank, data: transpose(axes, rank, dimension) },
  );
  const parts = Float64Array.from(product.data);
  return Float64Array.from({ length: count }, (_, n) =>
    Math.sqrt(dot(parts, n * rank, parts, n * rank, rank)),
  );
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
