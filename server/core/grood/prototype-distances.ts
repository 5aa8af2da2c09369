/**
 * Euclidean (not squared) distances of rows to prototypes, by subtraction.
 * @param rows [N, dimension]
 * @param prototypes [P, dimension]
 * @returns [N, P]
 */
export function prototypeDistances(
  rows: Float64Array | Float32Array,
  prototypes: Float64Array,
  dimension: number,
): Float64Array {
  const count = prototypes.length / dimension;
  const distances = new Float64Array((rows.length / dimension) * count);
  for (let n = 0; n * dimension < rows.length; n++) {
    for (let p = 0; p < count; p++) {
      const squared = distanceSquared(rows, n * dimension, prototypes, p * dimension, dimension);
      distances[n * count + p] = Math.sqrt(squared);
    }
  }
  return distances;
}

/** Squared distance of two stretches of `length` numbers. */
export function distanceSquared(
  a: Float64Array | Float32Array,
  from: number,
  b: Float64Array,
  start: number,
  length: number,
): number {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i + 1 < length; i += 2) {
    const first = a[from + i]! - b[start + i]!;
    const second = a[from + i + 1]! - b[start + i + 1]!;
    even += first * first;
    odd += second * second;
  }
  if (i < length) {
    const last = a[from + i]! - b[start + i]!;
    even += last * last;
  }
  return even + odd;
}

/** Position of the smallest of the `count` numbers from `from` on; the first of equals. */
export function nearest(distances: Float64Array, from: number, count: number): number {
  let best = 0;
  for (let p = 1; p < count; p++) {
    if (distances[from + p]! < distances[from + best]!) best = p;
  }
  return best;
}
