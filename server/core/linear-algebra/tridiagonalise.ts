import { dot } from './dot.ts';

export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** [size]; entry i lies between i and i + 1, the last is 0. */
  readonly offDiagonal: Float64Array;
  /** Orthogonal Q as rows q_i: a = sum over i, j of T[i, j] q_i q_j^T. Row-major [size, size]. */
  readonly vectors: Float64Array;
}

/** Householder reduction of a symmetric matrix to a tridiagonal one; `a` is not changed. */
export function tridiagonalise(a: Float64Array, size: number): Tridiagonal {
  const work = Float64Array.from(a);
  const diagonal = new Float64Array(size);
  const offDiagonal = new Float64Array(size);
  // Row k of `reflectors` is the unit vector u of step k, zero up to k: H = I - 2 u u^T.
  const reflectors = new Float64Array(size * size);
  const product = new Float64Array(size);
  for (let k = 0; k < size - 1; k++) {
    diagonal[k] = work[k * size + k]!;
    const u = reflectors.subarray(k * size, (k + 1) * size);
    offDiagonal[k] = reflector(work, size, k, u);
    reflect(work, size, k + 1, u, product);
  }
  if (size > 0) diagonal[size - 1] = work[size * size - 1]!;
  return { diagonal, offDiagonal, vectors: collect(reflectors, size) };
}

/** Writes u so that H maps the rest of row k to (result, 0, …, 0); u stays 0 where it is so. */
function reflector(work: Float64Array, size: number, k: number, u: Float64Array): number {
  const row = k * size;
  let largest = 0;
  for (let j = k + 2; j < size; j++) largest = Math.max(largest, Math.abs(work[row + j]!));
  const first = work[row + k + 1]!;
  if (largest === 0) return first;
  const scale = Math.max(largest, Math.abs(first));
  for (let j = k + 1; j < size; j++) u[j] = work[row + j]! / scale;
  const norm = Math.sqrt(dot(u, k + 1, u, k + 1, size - k - 1));
  const result = first > 0 ? -norm : norm;
  u[k + 1]! -= result;
  const length = Math.sqrt(dot(u, k + 1, u, k + 1, size - k - 1));
  for (let j = k + 1; j < size; j++) u[j]! /= length;
  return result * scale;
}

/** work = H work H on rows and columns from `from` on, as a rank-two update. */
function reflect(
  work: Float64Array,
  size: number,
  from: number,
  u: Float64Array,
  product: Float64Array,
): void {
  const count = size - from;
  for (let i = from; i < size; i++) product[i] = dot(work, i * size + from, u, from, count);
  const half = dot(product, from, u, from, count);
  for (let i = from; i < size; i++) product[i] = 2 * (product[i]! - half * u[i]!);
  for (let i = from; i < size; i++) {
    const row = i * size;
    const ui = u[i]!;
    const pi = product[i]!;
    if (ui === 0 && pi === 0) continue;
    for (let j = from; j < size; j++) work[row + j]! -= ui * product[j]! + pi * u[j]!;
  }
}

/** Rows of Q^T = H_last … H_1, built from the last reflector, where the vectors are shortest. */
function collect(reflectors: Float64Array, size: number): Float64Array {
  const q = new Float64Array(size * size);
  for (let i = 0; i < size; i++) q[i * size + i] = 1;
  for (let k = size - 2; k >= 0; k--) {
    const count = size - k - 1;
    for (let i = k + 1; i < size; i++) {
      const at = i * size + k + 1;
      const factor = 2 * dot(q, at, reflectors, k * size + k + 1, count);
      if (factor === 0) continue;
      for (let j = 0; j < count; j++) q[at + j]! -= factor * reflectors[k * size + k + 1 + j]!;
    }
  }
  return q;
}
