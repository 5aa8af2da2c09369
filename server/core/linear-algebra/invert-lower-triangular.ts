/**
 * Inverse of a lower triangular matrix, itself lower triangular.
 * @param lower row-major [size, size] with a non-zero diagonal; above it nothing is read
 * @returns row-major [size, size], zeros above the diagonal
 */
export function invertLowerTriangular(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let k = 0;
    for (; k + 1 < i; k += 2) {
      const first = lower[row + k]!;
      const second = lower[row + k + 1]!;
      const one = k * size;
      const two = one + size;
      for (let j = 0; j <= k + 1; j++) {
        inverse[row + j]! -= first * inverse[one + j]! + second * inverse[two + j]!;
      }
    }
    if (k < i) {
      const first = lower[row + k]!;
      for (let j = 0; j <= k; j++) inverse[row + j]! -= first * inverse[k * size + j]!;
    }
    const diagonal = lower[row + i]!;
    for (let j = 0; j < i; j++) inverse[row + j]! /= diagonal;
    inverse[row + i] = 1 / diagonal;
  }
  return inverse;
}
