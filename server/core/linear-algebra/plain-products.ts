import type { Matrix, MatrixProducts } from './matrix.ts';

/** Rows of `b` that stay in the cache while the rows of `a` pass over them. */
const BLOCK = 64;

/** Matrix products in plain float64 code: the reference for every engine. */
export const plainProducts: MatrixProducts = {
  multiply: (a, b) => Promise.resolve(multiply(a, b)),
  gram: (x) => Promise.resolve(gram(x)),
};

function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) {
    throw new RangeError(`Cannot multiply [${a.rows}, ${a.columns}] by [${b.rows}, ${b.columns}]`);
  }
  const out = new Float64Array(a.rows * b.columns);
  for (let from = 0; from < a.columns; from += BLOCK) {
    const to = Math.min(from + BLOCK, a.columns);
    for (let i = 0; i < a.rows; i++) {
      for (let k = from; k + 1 < to; k += 2) {
        addTwoRows(
          out,
          i * b.columns,
          b,
          k,
          a.data[i * a.columns + k]!,
          a.data[i * a.columns + k + 1]!,
        );
      }
      if ((to - from) % 2 === 1) {
        addTwoRows(out, i * b.columns, b, to - 1, a.data[i * a.columns + to - 1]!, 0);
      }
    }
  }
  return { rows: a.rows, columns: b.columns, data: out };
}

function gram(x: Matrix): Matrix {
  const d = x.columns;
  const out = new Float64Array(d * d);
  for (let from = 0; from < x.rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, x.rows);
    for (let i = 0; i < d; i++) {
      for (let n = from; n + 1 < to; n += 2) {
        addTwoRows(out, i * d, x, n, x.data[n * d + i]!, x.data[(n + 1) * d + i]!, i);
      }
      if ((to - from) % 2 === 1) {
        addTwoRows(out, i * d, x, to - 1, x.data[(to - 1) * d + i]!, 0, i);
      }
    }
  }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) out[i * d + j] = out[j * d + i]!;
  return { rows: d, columns: d, data: out };
}

/** out[at + j] += first * b[row, j] + second * b[row + 1, j], from column `column` on. */
function addTwoRows(
  out: Float64Array,
  at: number,
  b: Matrix,
  row: number,
  first: number,
  second: number,
  column = 0,
): void {
  if (first === 0 && second === 0) return;
  const { data, columns } = b;
  const one = row * columns;
  const two = second === 0 ? one : one + columns;
  for (let j = column; j < columns; j++) {
    out[at + j]! += first * data[one + j]! + second * data[two + j]!;
  }
}
