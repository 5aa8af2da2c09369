/** 1 + #{j: sorted[j] >= score}: the rank of a new score from the top. `sorted` ascends. */
export function rankAmong(sorted: Float64Array, score: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return 1 + sorted.length - low;
}

/** #{j: scores[j] >= scores[i]} for each i, the score itself included: 1 for the largest. */
export function leastRanks(scores: Float64Array, sorted: Float64Array): Int32Array {
  return Int32Array.from(scores, (score) => rankAmong(sorted, score) - 1);
}
