/**
 * Mean row of each class, summed in float64, so that order and batch size do not show.
 * @param rows [N, dimension]
 * @param labels class number by row, 0..classCount-1
 * @returns means [classCount, dimension] and counts [classCount]; the mean of an empty class is 0
 */
export function classMeans(
  rows: Float64Array | Float32Array,
  labels: Int32Array,
  dimension: number,
  classCount: number,
): { readonly means: Float64Array; readonly counts: Int32Array } {
  const means = new Float64Array(classCount * dimension);
  const counts = new Int32Array(classCount);
  for (let n = 0; n < labels.length; n++) {
    const label = labels[n]!;
    counts[label]!++;
    for (let j = 0; j < dimension; j++) {
      means[label * dimension + j]! += rows[n * dimension + j]!;
    }
  }
  for (let label = 0; label < classCount; label++) {
    const count = Math.max(1, counts[label]!);
    for (let j = 0; j < dimension; j++) means[label * dimension + j]! /= count;
  }
  return { means, counts };
}

/** Mean of all rows, [dimension]; in float64. */
export function meanRow(rows: Float64Array | Float32Array, dimension: number): Float64Array {
  const labels = new Int32Array(rows.length / dimension);
  return classMeans(rows, labels, dimension, 1).means;
}
