import { combinedPValues } from '../../core/calibration/combined-p-values.ts';
import { DEFAULT_ALPHA } from '../../protocol/detector.ts';
import type { CalibrationScores } from '../../runtime/onnx/detector/p-value-nodes.ts';
import { scoreByHead } from './calibrate.ts';
import type { FitContext } from './fit-context.ts';
import type { FittedParts } from './write-fitted.ts';

/** Bytes of float32 features above which half precision is worth a look. */
const LARGE_BYTES = 16e6;
/** Share of calibration verdicts that half precision may change. */
const CHANGED_MAX = 0.002;

export interface ChosenStorage {
  readonly storage: 'float32' | 'float16';
  /** Scores under that storage. */
  readonly calibration: CalibrationScores;
}

/**
 * Half precision for the stored training features of a large detector, where the verdicts on the
 * calibration images stay the same.
 */
export async function chooseStorage(
  context: FitContext,
  { head, plan, calibration }: FittedParts,
): Promise<ChosenStorage> {
  const full = { storage: 'float32', calibration } as const;
  const bytes = head.fitted.trainingFeatures.byteLength;
  if (bytes < LARGE_BYTES || plan.kind === 'cross-conformal') return full;
  const halved = await scoreByHead(plan.images, head, context, 'float16');
  const alpha = context.options.alpha ?? DEFAULT_ALPHA;
  const before = verdicts(calibration, alpha);
  const after = verdicts(halved, alpha);
  const changed = before.filter((verdict, index) => verdict !== after[index]).length;
  return changed <= CHANGED_MAX * before.length
    ? { storage: 'float16', calibration: halved }
    : full;
}

function verdicts(scores: CalibrationScores, alpha: number): boolean[] {
  const pValues = combinedPValues({ grood: scores.grood, neighbours: scores.neighbour });
  return Array.from(scores.grood, (score, index) => {
    return pValues(score, scores.neighbour[index]!).p <= alpha;
  });
}
