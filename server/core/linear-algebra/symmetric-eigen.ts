import { tridiagonalise } from './tridiagonalise.ts';

/** a = sum over i of values[i] v_i v_i^T. */
export interface SymmetricEigen {
  /** [size], descending. */
  readonly values: Float64Array;
  /** Row-major [size, size]; row i is the unit eigenvector of values[i]. */
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix: Householder tridiagonalisation, then
 * implicit QL (EISPACK tred2 and tql2). Vectors are kept as rows, so that each rotation works on
 * two contiguous stretches.
 * @param a row-major [size, size], symmetric; not changed
 */
export function symmetricEigen(a: Float64Array, size: number): SymmetricEigen {
  if (a.length !== size * size) {
    throw new RangeError(`Eigenvalues of [${size}, ${size}] from ${a.length} numbers`);
  }
  const { diagonal, offDiagonal, vectors } = tridiagonalise(a, size);
  implicitQl(diagonal, offDiagonal, vectors);
  const order = Array.from(diagonal, (_, i) => i).sort((i, j) => diagonal[j]! - diagonal[i]!);
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    sorted.set(vectors.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: Float64Array.from(order, (i) => diagonal[i]!), vectors: sorted };
}

/** Convergence is cubic; two or three sweeps an eigenvalue are usual. */
const SWEEPS_MAX = 50;

/**
 * Diagonalises a tridiagonal matrix in place.
 * @param d diagonal, becomes the eigenvalues
 * @param e e[i] between i and i + 1; the last is 0
 * @param vectors rows, rotated along
 */
function implicitQl(d: Float64Array, e: Float64Array, vectors: Float64Array): void {
  const size = d.length;
  let scale = 0;
  for (let l = 0; l < size; l++) {
    scale = Math.max(scale, Math.abs(d[l]!) + Math.abs(e[l]!));
    const isSmall = (m: number): boolean => Math.abs(e[m]!) <= Number.EPSILON * scale;
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m < size - 1 && !isSmall(m)) m++;
      if (m === l) break;
      if (sweep === SWEEPS_MAX) throw new RangeError('Eigenvalues of numbers that are not finite');
      qlSweep(d, e, vectors, l, m);
    }
  }
}

/** One implicit QL step on rows l..m with Wilkinson's shift. */
function qlSweep(
  d: Float64Array,
  e: Float64Array,
  vectors: Float64Array,
  l: number,
  m: number,
): void {
  const slope = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.hypot(slope, 1);
  let g = d[m]! - d[l]! + e[l]! / (slope + (slope < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      // The matrix splits here: recover, and go on with the parts.
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * sine + 2 * cosine * b;
    p = sine * t;
    d[i + 1] = g + p;
    g = cosine * t - b;
    rotateRows(vectors, d.length, i, sine, cosine);
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}

function rotateRows(
  vectors: Float64Array,
  size: number,
  row: number,
  sine: number,
  cosine: number,
): void {
  const one = row * size;
  const two = one + size;
  for (let k = 0; k < size; k++) {
    const a = vectors[one + k]!;
    const b = vectors[two + k]!;
    vectors[two + k] = sine * a + cosine * b;
    vectors[one + k] = cosine * a - sine * b;
  }
}
