/** Rows that hold a NaN or an infinite number, ascending: no such image is fitted or scored. */
export function nonFiniteRows(
  features: Float32Array | Float64Array,
  dimension: number,
): readonly number[] {
  const rows: number[] = [];
  for (let n = 0; n * dimension < features.length; n++) {
    for (let j = 0; j < dimension; j++) {
      if (!Number.isFinite(features[n * dimension + j]!)) {
        rows.push(n);
        break;
      }
    }
  }
  return rows;
}
