/** Pseudo-random numbers that depend on the seed alone. */
export interface SeededRandom {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in 0..bound-1. */
  below(bound: number): number;
  /** Standard normal. */
  normal(): number;
}

/** The generator sfc32 (public domain, passes PractRand); not for secrets. */
export function seededRandom(seed: number): SeededRandom {
  let a = seed | 0;
  let b = Math.floor(seed / 0x1_0000_0000) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // The first words still show the seed.
  for (let i = 0; i < 15; i++) word();
  const next = (): number => word() / 0x1_0000_0000;
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** `count` different numbers of 0..from-1, ascending; all of them where there are no more. */
export function sampleRows(random: SeededRandom, from: number, count: number): Int32Array {
  const rows = Int32Array.from({ length: from }, (_, i) => i);
  const taken = Math.min(count, from);
  for (let i = 0; i < taken; i++) {
    const other = i + random.below(from - i);
    const kept = rows[i]!;
    rows[i] = rows[other]!;
    rows[other] = kept;
  }
  return rows.slice(0, taken).sort();
}
