/** Seeded random numbers, the same on every machine: the demo must draw the same bytes anywhere. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  /** From 0 to count - 1. */
  index(count: number): number;
  pick<T>(items: readonly T[]): T;
  /** Roughly normal (sum of four uniforms), mean 0, standard deviation 1. */
  normal(): number;
}

/** mulberry32, seeded by the FNV-1a hash of a name, so that each image has its own stream. */
export function seededRandom(name: string): Random {
  let state = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) {
    state = Math.imul(state ^ name.charCodeAt(i), 0x01000193);
  }
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const index = (count: number): number => Math.floor(next() * count);
  return {
    next,
    index,
    between: (low, high) => low + next() * (high - low),
    pick: (items) => items[index(items.length)]!,
    normal: () => (next() + next() + next() + next() - 2) * Math.sqrt(3),
  };
}
