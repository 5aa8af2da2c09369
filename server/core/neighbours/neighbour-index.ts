/** Nearest rows of each query, nearest first; equals in order of their row. */
export interface Neighbours {
  /** min(k, rows in the index). */
  readonly columns: number;
  /** [queries, columns], row numbers of the index. */
  readonly rows: Int32Array;
  /** [queries, columns], Euclidean, not squared. */
  readonly distances: Float64Array;
}

/** Nearest neighbours among fixed rows; the exact one is the oracle of every other. */
export interface NeighbourIndex {
  readonly count: number;
  readonly dimension: number;
  /** @param queries [n, dimension] */
  search(queries: Float64Array | Float32Array, k: number): Neighbours;
}
