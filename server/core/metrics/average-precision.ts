/**
 * Average precision, 0..1: the sum over thresholds of precision times the recall gained there;
 * equal scores share one threshold. AUPR-OUT has OOD images as positives; for AUPR-IN swap the
 * sides and negate the scores (`auprIn`).
 */
export function auprOut(idScores: ArrayLike<number>, oodScores: ArrayLike<number>): number {
  return averagePrecision(Float64Array.from(idScores), Float64Array.from(oodScores));
}

/** Average precision with in-distribution images as positives and low scores first. */
export function auprIn(idScores: ArrayLike<number>, oodScores: ArrayLike<number>): number {
  return averagePrecision(
    Float64Array.from(oodScores, (score) => -score),
    Float64Array.from(idScores, (score) => -score),
  );
}

function averagePrecision(negatives: Float64Array, positives: Float64Array): number {
  negatives.sort().reverse();
  positives.sort().reverse();
  let taken = 0;
  let wrong = 0;
  let sum = 0;
  while (taken < positives.length) {
    const threshold = positives[taken]!;
    const before = taken;
    while (taken < positives.length && positives[taken] === threshold) taken++;
    while (wrong < negatives.length && negatives[wrong]! >= threshold) wrong++;
    sum += ((taken - before) * taken) / (taken + wrong);
  }
  return sum / positives.length;
}
