import { quantile } from './quantile.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * 95 % interval of AUROC (0..1) by the percentile bootstrap: both sides are drawn with replacement,
 * 1,000 times by default, seeded. Scores are turned into ranks once, so that a resample costs
 * counting, not sorting.
 */
export function aurocInterval(
  idScores: ArrayLike<number>,
  oodScores: ArrayLike<number>,
  options: { readonly seed: number; readonly resamples?: number },
): readonly [low: number, high: number] {
  if (idScores.length === 0 || oodScores.length === 0) {
    throw new RangeError(`AUROC of ${idScores.length} against ${oodScores.length} scores`);
  }
  const { id, ood, levels } = sharedLevels(idScores, oodScores);
  const random = seededRandom(options.seed);
  const counts = { id: new Int32Array(levels), ood: new Int32Array(levels) };
  const draw = (from: Int32Array, into: Int32Array): void => {
    into.fill(0);
    for (let i = 0; i < from.length; i++) into[from[random.below(from.length)]!]!++;
  };
  const aurocs = Float64Array.from({ length: options.resamples ?? 1_000 }, () => {
    draw(id, counts.id);
    draw(ood, counts.ood);
    return aurocOfCounts(counts, id.length * ood.length);
  });
  return [quantile(aurocs, 0.025), quantile(aurocs, 0.975)];
}

function sharedLevels(
  idScores: ArrayLike<number>,
  oodScores: ArrayLike<number>,
): { readonly id: Int32Array; readonly ood: Int32Array; readonly levels: number } {
  const all = new Float64Array(idScores.length + oodScores.length);
  all.set(Float64Array.from(idScores));
  all.set(Float64Array.from(oodScores), idScores.length);
  const levels = new Map([...new Set(all.sort())].map((score, level) => [score, level]));
  const levelsOf = (scores: ArrayLike<number>): Int32Array =>
    Int32Array.from(scores, (score) => levels.get(score)!);
  return { id: levelsOf(idScores), ood: levelsOf(oodScores), levels: levels.size };
}

function aurocOfCounts(
  counts: { readonly id: Int32Array; readonly ood: Int32Array },
  pairs: number,
): number {
  let below = 0;
  let doubled = 0;
  for (let level = 0; level < counts.id.length; level++) {
    const id = counts.id[level]!;
    doubled += counts.ood[level]! * (2 * below + id);
    below += id;
  }
  return doubled / (2 * pairs);
}
