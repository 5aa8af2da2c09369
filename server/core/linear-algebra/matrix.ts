/** A dense row-major matrix: `data[row * columns + column]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array | Float32Array;
}

/**
 * The matrix products that dominate a fit at large D. Passed in, so that `core` stays pure and an
 * engine can do them; `plainProducts` in `plain-products.ts` is the reference.
 */
export interface MatrixProducts {
  /** a [n, k] times b [k, m], float64 result. */
  multiply(a: Matrix, b: Matrix): Promise<Matrix>;
  /** Transposed x [n, d] times x: [d, d], float64 result. */
  gram(x: Matrix): Promise<Matrix>;
}
