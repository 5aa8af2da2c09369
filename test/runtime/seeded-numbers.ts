/** Numbers in [0, 1), the same for the same seed (a linear congruential generator). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** About normal, mean 0, deviation 1: a sum of uniform numbers. */
export function seededNormals(seed: number): () => number {
  const next = seededNumbers(seed);
  return () => (next() + next() + next() + next() - 2) * Math.sqrt(3);
}
