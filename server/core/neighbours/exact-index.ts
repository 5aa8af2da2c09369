import type { NeighbourIndex, Neighbours } from './neighbour-index.ts';

/** Numbers compared before a row is given up. */
const STRIDE = 16;

/**
 * Exact nearest neighbours by subtraction in float64: ||a||^2 - 2ab + ||b||^2 would lose all digits
 * between gradients near zero. Rows are ordered by their distance to their mean, since by the
 * triangle inequality a row whose distance differs much from the query's cannot be near; and a row
 * is given up as soon as part of its sum is too large. Both leave the answer as it is.
 * @param data [N, dimension]
 */
export function exactIndex(data: Float64Array | Float32Array, dimension: number): NeighbourIndex {
  const count = dimension === 0 ? 0 : data.length / dimension;
  if (!Number.isInteger(count)) {
    throw new RangeError(`${data.length} numbers are no rows of ${dimension}`);
  }
  const pivot = meanOf(data, dimension);
  const radii = Float64Array.from({ length: count }, (_, n) =>
    Math.sqrt(partSquared(data, n * dimension, pivot, 0, dimension, Infinity)),
  );
  const order = Int32Array.from(radii, (_, n) => n).sort((a, b) => radii[a]! - radii[b]! || a - b);
  const sorted = new Float64Array(data.length);
  order.forEach((row, i) => {
    sorted.set(data.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  const index = { dimension, pivot, order, rows: sorted, radii: radii.sort() };
  return { count, dimension, search: (queries, k) => searchAll(index, queries, k) };
}

interface SortedRows {
  readonly dimension: number;
  readonly pivot: Float64Array;
  /** Row number of the caller by position here. */
  readonly order: Int32Array;
  readonly rows: Float64Array;
  /** Ascending. */
  readonly radii: Float64Array;
}

function searchAll(index: SortedRows, queries: Float64Array | Float32Array, k: number): Neighbours {
  const { dimension } = index;
  if (queries.length % Math.max(1, dimension) !== 0) {
    throw new RangeError(`${queries.length} numbers are no queries of ${dimension}`);
  }
  const columns = Math.min(k, index.order.length);
  const count = queries.length / Math.max(1, dimension);
  const rows = new Int32Array(count * columns);
  const squares = new Float64Array(count * columns).fill(Infinity);
  for (let n = 0; n < count && columns > 0; n++) {
    const best = {
      rows: rows.subarray(n * columns, (n + 1) * columns),
      squares: squares.subarray(n * columns, (n + 1) * columns),
    };
    searchOne(index, queries, n * dimension, best);
  }
  return { columns, rows, distances: squares.map(Math.sqrt) };
}

interface Best {
  readonly rows: Int32Array;
  readonly squares: Float64Array;
}

/** Walks outward from the query's own radius, nearer radius first, until the gap is too wide. */
function searchOne(
  index: SortedRows,
  queries: Float64Array | Float32Array,
  from: number,
  best: Best,
): void {
  const { dimension, radii, rows, order } = index;
  const last = best.squares.length - 1;
  const radius = Math.sqrt(partSquared(queries, from, index.pivot, 0, dimension, Infinity));
  let up = firstAtLeast(radii, radius);
  let down = up - 1;
  while (down >= 0 || up < radii.length) {
    const gapDown = down >= 0 ? radius - radii[down]! : Infinity;
    const gapUp = up < radii.length ? radii[up]! - radius : Infinity;
    // The slack covers the rounding of the radii.
    const gap = Math.min(gapDown, gapUp) - 1e-12 * radius;
    if (gap > 0 && gap * gap > best.squares[last]!) return;
    const at = gapDown <= gapUp ? down-- : up++;
    const limit = best.squares[last]!;
    const squared = partSquared(queries, from, rows, at * dimension, dimension, limit);
    if (squared <= limit) insert(best, order[at]!, squared);
  }
}

function insert(best: Best, row: number, squared: number): void {
  const { rows, squares } = best;
  const isBefore = (i: number): boolean =>
    squared < squares[i]! || (squared === squares[i]! && (squared === Infinity || row < rows[i]!));
  let at = squares.length - 1;
  if (!isBefore(at)) return;
  for (; at > 0 && isBefore(at - 1); at--) {
    squares[at] = squares[at - 1]!;
    rows[at] = rows[at - 1]!;
  }
  squares[at] = squared;
  rows[at] = row;
}

/** Squared distance, or any larger number than `limit` once a part of the sum exceeds it. */
function partSquared(
  a: Float64Array | Float32Array,
  from: number,
  b: Float64Array,
  start: number,
  length: number,
  limit: number,
): number {
  let sum = 0;
  let i = 0;
  for (; i + STRIDE <= length; i += STRIDE) {
    let even = 0;
    let odd = 0;
    for (let j = i; j < i + STRIDE; j += 2) {
      const first = a[from + j]! - b[start + j]!;
      const second = a[from + j + 1]! - b[start + j + 1]!;
      even += first * first;
      odd += second * second;
    }
    sum += even + odd;
    if (sum > limit) return sum;
  }
  for (; i < length; i++) {
    const difference = a[from + i]! - b[start + i]!;
    sum += difference * difference;
  }
  return sum;
}

function meanOf(data: Float64Array | Float32Array, dimension: number): Float64Array {
  const mean = new Float64Array(dimension);
  for (let i = 0; i < data.length; i++) mean[i % dimension]! += data[i]!;
  const count = Math.max(1, data.length / Math.max(1, dimension));
  return mean.map((sum) => sum / count);
}

function firstAtLeast(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
