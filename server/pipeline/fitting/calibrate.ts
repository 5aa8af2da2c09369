import { availableParallelism } from 'node:os';
import { crossConformalFolds } from '../../core/calibration/cross-conformal-folds.ts';
import type { GroodTraining } from '../../core/grood/fit-grood.ts';
import { groodScorer } from '../../core/grood/score-grood.ts';
import type { PackedArray } from '../../engine/messages.ts';
import { headModel } from '../../runtime/onnx/detector/head-graph.ts';
import type { CalibrationScores } from '../../runtime/onnx/detector/p-value-nodes.ts';
import { encodeModel } from '../../runtime/onnx/proto/onnx-proto.ts';
import { orStop } from '../run-stopped.ts';
import type { EmbeddedSet } from './embedded-set.ts';
import { rowsWhere, takeRows } from './feature-collector.ts';
import type { FitContext } from './fit-context.ts';
import type { FittedHead } from './fit-head.ts';
import { fitInEngine } from './fit-in-engine.ts';
import type { CalibrationPlan } from './plan-calibration.ts';

/** Feature rows a message to the engine. */
const ROWS_AT_ONCE = 512;

/** Scores of the calibration images in both views. */
export function calibrate(
  context: FitContext,
  plan: CalibrationPlan,
  head: FittedHead,
): Promise<CalibrationScores> {
  if (plan.kind === 'cross-conformal') return scoreFolds(context, plan.training, head);
  return scoreByHead(plan.images, head, context);
}

/** Any calibration: the scores of a head do not depend on it. */
const NO_CALIBRATION: CalibrationScores = {
  grood: new Float32Array(1),
  neighbour: new Float32Array(1),
};

/** Scores of both views by the very graph that will score, so that ties and rounding are alike. */
export async function scoreByHead(
  images: EmbeddedSet,
  { fitted, mixer }: Pick<FittedHead, 'fitted' | 'mixer'>,
  { engine, work, backbone }: FitContext,
  storage: 'float32' | 'float16' = 'float32',
): Promise<CalibrationScores> {
  const options = { calibration: NO_CALIBRATION, storage };
  const head = headModel(fitted, options, mixer !== null);
  // Nothing else runs meanwhile, and threads share out rows and columns, never a sum: same bits.
  const threads = availableParallelism();
  const request = { model: encodeModel(head), name: `${backbone.name} head`, threads };
  const program = orStop(await engine.open(request, work.signal));
  const mixed = mixer === null ? null : await mixer.mixedOf(images);
  const count = images.files.length;
  const grood = new Float32Array(count);
  const neighbour = new Float32Array(count);
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    const to = Math.min(count, from + ROWS_AT_ONCE);
    const rowsOf = (all: Float32Array): PackedArray => ({
      data: all.slice(from * images.dimension, to * images.dimension),
      dims: [to - from, images.dimension],
    });
    const features = rowsOf(images.features);
    const inputs = mixed === null ? { features } : { features, mixed_features: rowsOf(mixed) };
    const rows = orStop(await engine.runFeatures(program.id, inputs, work.signal));
    grood.set(rows['score']!.data as Float32Array, from);
    neighbour.set(rows['neighbour_score']!.data as Float32Array, from);
  }
  engine.close(program.id);
  return { grood, neighbour };
}

/**
 * Each fold scored by a detector that never saw it. Approximate: the detectors differ a little from
 * the one that scores later.
 */
async function scoreFolds(
  context: FitContext,
  set: EmbeddedSet,
  { training, fitOptions }: FittedHead,
): Promise<CalibrationScores> {
  const folds = crossConformalFolds(set.hashes, set.labels);
  const grood = new Float32Array(set.files.length);
  const neighbour = new Float32Array(set.files.length);
  const { dimension } = set;
  const { mixedFeatures: mixed, ...options } = fitOptions;
  const mixedRows = (rows: readonly number[]): Float32Array | undefined =>
    mixed === undefined ? undefined : takeRows(mixed, dimension, rows);
  for (const fold of new Set(folds)) {
    const inside = rowsWhere(set.hashes, (_, row) => folds[row] === fold);
    const outside = rowsWhere(set.hashes, (_, row) => folds[row] !== fold);
    // Copies of one single image share a fold: nothing is left to compare with.
    if (outside.length === 0) continue;
    const mixedOutside = mixedRows(outside);
    const fitted = await fitInEngine(context, withoutFold(training, outside), {
      ...options,
      ...(mixedOutside === undefined ? {} : { mixedFeatures: mixedOutside }),
    });
    const rows = takeRows(set.features, dimension, inside);
    const scores = groodScorer(fitted)(rows, mixedRows(inside));
    inside.forEach((row, index) => {
      grood[row] = scores.scores[index]!;
      neighbour[row] = scores.neighbourScores[index]!;
    });
  }
  return { grood, neighbour };
}

/** The training rows outside a fold; a class that the fold empties is absent. */
function withoutFold(training: GroodTraining, rows: readonly number[]): GroodTraining {
  const labels = rows.map((row) => training.labels[row]!);
  const present = [...new Set(labels)].sort((a, b) => a - b);
  const renumbered = new Map(present.map((label, index) => [label, index]));
  const { pseudoLabels, dimension } = training;
  const relabel = (label: number): number => renumbered.get(label) ?? -1;
  return {
    features: takeRows(training.features, dimension, rows),
    dimension,
    labels: Int32Array.from(labels, relabel),
    classCount: present.length,
    ...(pseudoLabels === undefined
      ? {}
      : { pseudoLabels: Int32Array.from(rows, (row) => relabel(pseudoLabels[row]!)) }),
  };
}
