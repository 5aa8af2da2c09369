import { fitGrood, type OodSource } from '../../server/core/grood/fit-grood.ts';
import type { FittedGrood } from '../../server/core/grood/fitted.ts';
import { groodScorer } from '../../server/core/grood/score-grood.ts';
import { plainProducts } from '../../server/core/linear-algebra/plain-products.ts';
import type { CalibrationScores } from '../../server/runtime/onnx/detector/head-graph.ts';
import { seededNormals } from './seeded-numbers.ts';

export interface ExampleOptions {
  readonly dimension: number;
  readonly count: number;
  readonly classes?: number;
  readonly adapter?: 'whiten' | 'none';
  readonly source?: OodSource['source'];
  readonly oodTarget?: number;
  readonly isMixed?: boolean;
}

/** Seeded features of a few classes, not negative, as after a ReLU. */
export function exampleFeatures(
  dimension: number,
  count: number,
  classes: number,
  seed: number,
): Float32Array {
  const centre = seededNormals(99);
  const centres = Float32Array.from({ length: classes * dimension }, centre);
  const next = seededNormals(seed);
  return Float32Array.from({ length: count * dimension }, (_, i) => {
    const own = (Math.floor(i / dimension) % classes) * dimension + (i % dimension);
    return Math.max(0, 0.5 + 0.5 * (centres[own] ?? 0) + 0.6 * next());
  });
}

export async function exampleFit(options: ExampleOptions): Promise<FittedGrood> {
  const { dimension, count, classes = 3, adapter = 'whiten', source = 'class-mean' } = options;
  const features = exampleFeatures(dimension, count, classes, 1);
  const ood = exampleFeatures(dimension, 20, 7, 2).map((value) => 1.2 * value);
  return fitGrood(
    {
      features,
      dimension,
      labels: Int32Array.from({ length: count }, (_, row) => row % classes),
      classCount: classes,
    },
    {
      adapter,
      products: plainProducts,
      prototype: source === 'class-mean' ? { source } : { source, features: ood },
      ...(options.oodTarget === undefined ? {} : { oodTarget: options.oodTarget }),
      ...(options.isMixed ? { mixedFeatures: mixed(features) } : {}),
    },
  );
}

/** Stands in for the features of the mixed images. */
export function mixed(features: Float32Array): Float32Array {
  return features.map((value, i) => 0.9 * value + 0.1 * ((i * 7) % 5));
}

/** Scores of 40 held-out rows. */
export function exampleCalibration(fitted: FittedGrood): CalibrationScores {
  const rows = exampleFeatures(fitted.dimension, 40, fitted.classCount, 3);
  const { scores, neighbourScores } = groodScorer(fitted)(rows);
  return { grood: Float32Array.from(scores), neighbour: Float32Array.from(neighbourScores) };
}
