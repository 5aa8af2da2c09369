import type { CalibrationMetadata, PrototypeSource } from '../../protocol/detector.ts';
import type { Scores } from '../../store/store.ts';

type BothScores = Pick<Scores, 'score' | 'neighbourScore'>;

/**
 * A number for how unusual scores are that changes with every change of the image, where p-values
 * stand still: beyond the calibration images they are all 1 / (n + 1). Scores of gradients span
 * orders of magnitude, so each view counts in logarithms, in units of the calibration images' own
 * spread: 0 is their median, 1 about their 84 % quantile. Nothing is more ordinary than their
 * 5 % quantile: below it gradients tend to 0, their logarithm to minus infinity, and neither means
 * anything.
 *
 * The views are weighed 3 : 1, as p-values are, and by how unusual each found `original`, so that a
 * map shows what decided.
 * @returns a function of scores; higher = more unusual
 */
export function strangenessOf(
  original: BothScores,
  calibration: Pick<CalibrationMetadata, 'groodScores' | 'neighbourScores'>,
  prototype: PrototypeSource,
): (scores: BothScores) => number {
  const gradient = standardised(calibration.groodScores);
  const appearance = standardised(calibration.neighbourScores);
  const excess = {
    gradient: Math.max(0, gradient(original.score)),
    appearance: Math.max(0, appearance(original.neighbourScore)),
  };
  const total = 3 * excess.gradient + excess.appearance;
  const share = prototype === 'none' ? 0 : total === 0 ? 0.75 : (3 * excess.gradient) / total;
  return ({ score, neighbourScore }) =>
    share * gradient(score) + (1 - share) * appearance(neighbourScore);
}

function standardised(calibration: readonly number[]): (score: number | null) => number {
  const logs = Float64Array.from(calibration, (score) => Math.log(Math.max(score, 1e-30))).sort();
  const at = (share: number): number => logs[Math.floor(share * (logs.length - 1))] ?? 0;
  const [floor, middle] = [at(0.05), at(0.5)];
  const spread = Math.max(at(0.84) - middle, 1e-6);
  return (score) => (Math.max(Math.log(Math.max(score ?? 0, 1e-30)), floor) - middle) / spread;
}
