import { dot } from './dot.ts';

/**
 * Lower Cholesky factor L of a symmetric matrix, L L^T = a.
 *
 * Row by row, so that both operands of each inner product lie contiguous; rows are taken in blocks
 * so that a panel of earlier rows is read from cache for a whole block.
 * @param a row-major [size, size]; only the lower triangle is read
 * @returns L, row-major [size, size], zeros above the diagonal; null if `a` is not positive
 *   definite to working precision
 * @throws {RangeError} if `a` does not have size * size numbers
 */
export function cholesky(a: Float64Array | Float32Array, size: number): Float64Array | null {
  if (a.length !== size * size) {
    throw new RangeError(`Cholesky of [${size}, ${size}] was given ${a.length} numbers`);
  }
  const factor = new Float64Array(size * size);
  for (let from = 0; from < size; from += BLOCK) {
    const to = Math.min(from + BLOCK, size);
    for (let panel = 0; panel < from; panel += BLOCK) {
      for (let i = from; i < to; i++) solveRow(factor, a, size, i, panel, panel + BLOCK);
    }
    for (let i = from; i < to; i++) {
      solveRow(factor, a, size, i, from, i);
      const pivot = a[i * size + i]! - dot(factor, i * size, factor, i * size, i);
      // Rounding leaves about size * epsilon of the diagonal where the true pivot is zero.
      if (!(pivot > a[i * size + i]! * size * Number.EPSILON)) return null;
      factor[i * size + i] = Math.sqrt(pivot);
    }
  }
  return factor;
}

const BLOCK = 32;

/** Columns [from, to) of row i of the factor, given all columns before. */
function solveRow(
  factor: Float64Array,
  a: Float64Array | Float32Array,
  size: number,
  i: number,
  from: number,
  to: number,
): void {
  for (let j = from; j < to; j++) {
    const known = dot(factor, i * size, factor, j * size, j);
    factor[i * size + j] = (a[i * size + j]! - known) / factor[j * size + j]!;
  }
}
