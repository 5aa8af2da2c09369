/**
 * The most images that 99 % of ordinary folders would have flagged at `alpha`: a gate fails above
 * it. With n exchangeable calibration images the number flagged of m ordinary ones follows a
 * beta-binomial distribution with a = #{k: k / (n + 1) <= alpha} and b = n + 1 - a.
 * @param folder m, n, the threshold in [0, 1], and the share of ordinary folders (default 0.99)
 * @returns the smallest count that at least that share of ordinary folders stays within
 */
export function ordinaryFlaggedLimit(folder: {
  readonly imageCount: number;
  readonly calibrationCount: number;
  readonly alpha: number;
  readonly confidence?: number;
}): number {
  const { imageCount: m, calibrationCount: n, alpha, confidence = 0.99 } = folder;
  const a = attainableRanks(n, alpha);
  const b = n + 1 - a;
  if (a === 0 || m === 0) return 0;
  if (b === 0) return m;
  // ln P(0), then the ratio of neighbouring terms; logarithms, since P(0) may underflow.
  let logTerm = logGamma(b + m) - logGamma(b) + logGamma(a + b) - logGamma(a + b + m);
  let sum = 0;
  for (let k = 0; k < m; k++) {
    sum += Math.exp(logTerm);
    if (sum >= confidence) return k;
    logTerm += Math.log(((m - k) / (k + 1)) * ((a + k) / (b + m - k - 1)));
  }
  return m;
}

/** Ranks whose p-value is at most alpha, by the very comparison that decides a verdict. */
function attainableRanks(n: number, alpha: number): number {
  let ranks = Math.min(n + 1, Math.max(0, Math.floor(alpha * (n + 1))));
  while (ranks < n + 1 && (ranks + 1) / (n + 1) <= alpha) ranks++;
  while (ranks > 0 && ranks / (n + 1) > alpha) ranks--;
  return ranks;
}

/** ln Gamma(x) for x >= 1, by Stirling's series from 10 on; relative error below 1e-13. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 10; z++) shift += Math.log(z);
  const s = 1 / (z * z);
  const series = 1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)));
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series / z - shift;
}
