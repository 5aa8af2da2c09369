import type { MatrixProducts } from '../linear-algebra/matrix.ts';
import { applyAdapterByProducts } from './apply-adapter.ts';
import { checkTraining } from './check-training.ts';
import { meanRow } from './class-means.ts';
import { type AdaptedTraining, fitAdapter, withoutAdapter } from './fit-adapter.ts';
import type { Adapter, FittedGrood } from './fitted.ts';
import { oodGradients, type Prototypes } from './ood-gradient.ts';
import { type KnownLogits, labelsOfLogits, labelsOfNearest } from './pseudo-labels.ts';
import { indexWarnings, trainingWarnings } from './training-warnings.ts';

export interface GroodTraining {
  /** Raw features [N, dimension]; finite (see `nonFiniteRows`). */
  readonly features: Float32Array;
  readonly dimension: number;
  /** Class number by row, 0..classCount-1; each class has at least one image. */
  readonly labels: Int32Array;
  readonly classCount: number;
  /** For warnings; class numbers stand in. */
  readonly classNames?: readonly string[];
  /** Where the backbone knows the user's classes; else pseudo-labels are the nearest prototypes. */
  readonly logits?: KnownLogits;
  /** Pseudo-labels by row, in place of those from `logits`. */
  readonly pseudoLabels?: Int32Array;
}

/** Raw features [n, D] whose mean, after the adapter, is the OOD prototype; or none needed. */
export type OodSource =
  | { readonly source: 'known' | 'synthetic' | 'noise'; readonly features: Float32Array }
  | { readonly source: 'class-mean' };

export interface GroodFitOptions {
  readonly adapter: 'whiten' | 'none';
  readonly prototype: OodSource;
  readonly products: MatrixProducts;
  /** t_ood, 0 by default; 1 - lambda for mix-up towards the OOD prototype. */
  readonly oodTarget?: number;
  /** Training features after mix-up [N, D], used for G alone. */
  readonly mixedFeatures?: Float32Array;
}

/**
 * Fits GROOD to training features: adapter, prototypes, OOD prototype and the gradient index G of
 * the correctly classified images. Same input, same bits; no files, no clock, no randomness.
 * @throws {RangeError} for shapes that do not fit, features that are not finite, an empty class
 */
export async function fitGrood(
  training: GroodTraining,
  options: GroodFitOptions,
): Promise<FittedGrood> {
  checkTraining(training, options);
  const { features, dimension, labels, classCount } = training;
  const warnings = [...trainingWarnings(training)];
  const fit =
    options.adapter === 'whiten'
      ? await fitAdapter(features, labels, training, options.products)
      : withoutAdapter(features, labels, training);
  if (fit.warning !== null) warnings.push(fit.warning);
  const { adapter, classPrototypes } = fit;
  const oodPrototype = await makeOodPrototype(classPrototypes, adapter, dimension, options);
  if (oodPrototype === null) warnings.push(ONE_CLASS_WARNING);
  const pseudoLabels =
    training.pseudoLabels ??
    (training.logits === undefined
      ? labelsOfNearest(fit.classDistances, classCount)
      : labelsOfLogits(training.logits));
  const indexedRows = correctRows(labels, pseudoLabels);
  warnings.push(...indexWarnings(training, pseudoLabels));
  const oodTarget = options.oodTarget ?? 0;
  const prototypes = { dimension, classPrototypes, oodPrototype, oodTarget };
  return {
    ...prototypes,
    classCount,
    adapter,
    prototype: oodPrototype === null ? 'none' : options.prototype.source,
    trainingFeatures: features,
    trainingCount: labels.length,
    indexedRows,
    gradients: await indexGradients(fit, indexedRows, prototypes, options),
    warnings,
  };
}

const ONE_CLASS_WARNING =
  'There is one class and no known OOD images, so the verdict comes from the distance to the ' +
  'nearest training images alone; give a folder of known OOD images to use GROOD.';

/** G [N_c, D]; empty where there is no OOD prototype. */
async function indexGradients(
  fit: AdaptedTraining,
  indexedRows: Int32Array,
  prototypes: Prototypes,
  options: GroodFitOptions,
): Promise<Float64Array> {
  if (prototypes.oodPrototype === null) return new Float64Array();
  const { dimension } = prototypes;
  const { mixedFeatures, products } = options;
  if (mixedFeatures !== undefined) {
    const mixed = await applyAdapterByProducts(fit.adapter, mixedFeatures, dimension, products);
    return oodGradients(pick(mixed, indexedRows, dimension), prototypes).gradients;
  }
  const classCount = prototypes.classPrototypes.length / dimension;
  const distances = pick(fit.classDistances, indexedRows, classCount);
  return oodGradients(pick(fit.adapted, indexedRows, dimension), prototypes, distances).gradients;
}

async function makeOodPrototype(
  classPrototypes: Float64Array,
  adapter: Adapter | null,
  dimension: number,
  options: GroodFitOptions,
): Promise<Float64Array | null> {
  const { prototype, products } = options;
  if (prototype.source === 'class-mean') {
    // With one class the OOD prototype would be the class prototype.
    return classPrototypes.length === dimension ? null : meanRow(classPrototypes, dimension);
  }
  const { features } = prototype;
  return meanRow(await applyAdapterByProducts(adapter, features, dimension, products), dimension);
}

/** Rows whose pseudo-label is their class; all rows where none is, for G must hold something. */
function correctRows(labels: Int32Array, pseudoLabels: Int32Array): Int32Array {
  const rows: number[] = [];
  for (let n = 0; n < labels.length; n++) if (labels[n] === pseudoLabels[n]) rows.push(n);
  return rows.length > 0 ? Int32Array.from(rows) : Int32Array.from(labels, (_, n) => n);
}

function pick(rows: Float64Array, chosen: Int32Array, columns: number): Float64Array {
  const out = new Float64Array(chosen.length * columns);
  chosen.forEach((row, i) => {
    out.set(rows.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return out;
}
