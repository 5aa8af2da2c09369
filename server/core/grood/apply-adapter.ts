import { dot } from '../linear-algebra/dot.ts';
import type { MatrixProducts } from '../linear-algebra/matrix.ts';
import { transpose } from '../linear-algebra/transpose.ts';
import type { Adapter } from './fitted.ts';

/**
 * h' = scale * normalise(inverseCholesky (h - mean)), row by row in plain float64: the reference.
 * Without an adapter, the features as float64. At h = mean, h' = 0.
 * @param features [N, dimension]
 */
export function applyAdapter(
  adapter: Adapter | null,
  features: Float32Array | Float64Array,
  dimension: number,
): Float64Array {
  if (adapter === null) return Float64Array.from(features);
  const adapted = new Float64Array(features.length);
  const centred = new Float64Array(dimension);
  for (let from = 0; from < features.length; from += dimension) {
    for (let j = 0; j < dimension; j++) centred[j] = features[from + j]! - adapter.mean[j]!;
    for (let i = 0; i < dimension; i++) {
      adapted[from + i] = dot(adapter.inverseCholesky, i * dimension, centred, 0, i + 1);
    }
  }
  return normaliseRows(adapted, dimension, adapter.scale);
}

/** The same through an engine's matrix product, for the many rows of a fit. */
export async function applyAdapterByProducts(
  adapter: Adapter | null,
  features: Float32Array | Float64Array,
  dimension: number,
  products: MatrixProducts,
): Promise<Float64Array> {
  if (adapter === null) return Float64Array.from(features);
  const rows = features.length / dimension;
  const centred = new Float64Array(features.length);
  for (let n = 0; n < rows; n++) {
    for (let j = 0; j < dimension; j++) {
      centred[n * dimension + j] = features[n * dimension + j]! - adapter.mean[j]!;
    }
  }
  const turned = transpose(adapter.inverseCholesky, dimension, dimension);
  const product = await products.multiply(
    { rows, columns: dimension, data: centred },
    { rows: dimension, columns: dimension, data: turned },
  );
  const data =
    product.data instanceof Float64Array ? product.data : Float64Array.from(product.data);
  return normaliseRows(data, dimension, adapter.scale);
}

/** Brings each row to length `scale`, in place; a row of zeros stays. */
export function normaliseRows(rows: Float64Array, dimension: number, scale: number): Float64Array {
  for (let from = 0; from < rows.length; from += dimension) {
    const length = Math.sqrt(dot(rows, from, rows, from, dimension));
    if (length === 0) continue;
    const factor = scale / length;
    for (let j = 0; j < dimension; j++) rows[from + j]! *= factor;
  }
  return rows;
}
