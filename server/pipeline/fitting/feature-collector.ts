/** Rows of equal length that arrive one by one, in one growing buffer. */
export class FeatureCollector {
  readonly dimension: number;
  #data: Float32Array;
  #rows = 0;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#data = new Float32Array(dimension * 256);
  }

  get rows(): number {
    return this.#rows;
  }

  /** @param row shape [dimension], copied */
  add(row: Float32Array): void {
    if (row.length !== this.dimension) {
      throw new RangeError(`row has ${row.length} values, the collector's rows ${this.dimension}`);
    }
    const offset = this.#rows * this.dimension;
    if (offset + this.dimension > this.#data.length) {
      const grown = new Float32Array(this.#data.length * 2);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data.set(row, offset);
    this.#rows++;
  }

  /** Shape [rows, dimension]; a view that later additions may leave behind. */
  matrix(): Float32Array {
    return this.#data.subarray(0, this.#rows * this.dimension);
  }
}

/**
 * Rows of a matrix, in the order asked for.
 * @param matrix [n, dimension]
 * @returns [rows.length, dimension], a copy
 */
export function takeRows(
  matrix: Float32Array,
  dimension: number,
  rows: ArrayLike<number>,
): Float32Array {
  const taken = new Float32Array(rows.length * dimension);
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * dimension;
    taken.set(matrix.subarray(start, start + dimension), i * dimension);
  }
  return taken;
}

/** Numbers of the rows for which `is` holds, ascending. */
export function rowsWhere<T>(items: readonly T[], is: (item: T, row: number) => boolean): number[] {
  return items.flatMap((item, row) => (is(item, row) ? [row] : []));
}
