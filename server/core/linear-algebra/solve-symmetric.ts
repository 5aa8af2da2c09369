import { symmetricEigen } from './symmetric-eigen.ts';

/**
 * Pseudo-inverse of a symmetric positive semi-definite matrix times a vector; eigenvalues below
 * size * epsilon of the largest count as 0.
 * @param a row-major [size, size]
 */
export function solveSymmetric(a: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const { values, vectors } = symmetricEigen(a, size);
  const cutoff = size * Number.EPSILON * (values[0] ?? 0);
  const solution = new Float64Array(size);
  for (let i = 0; i < size && values[i]! > cutoff; i++) {
    const vector = vectors.subarray(i * size, (i + 1) * size);
    let weight = 0;
    for (let j = 0; j < size; j++) weight += vector[j]! * right[j]!;
    weight /= values[i]!;
    for (let j = 0; j < size; j++) solution[j]! += weight * vector[j]!;
  }
  return solution;
}
