import type { GroodFitOptions, GroodTraining } from './fit-grood.ts';
import { nonFiniteRows } from './non-finite-rows.ts';

/** @throws {RangeError} where the arrays of a fit do not fit together, with both shapes. */
export function checkTraining(training: GroodTraining, options: GroodFitOptions): void {
  const { features, dimension, labels, classCount, logits, pseudoLabels } = training;
  const count = labels.length;
  if (count === 0) throw new RangeError('A fit needs at least one training image');
  expectLength('training features', features.length, count * dimension);
  if (pseudoLabels) expectLength('pseudo-labels', pseudoLabels.length, count);
  if (logits) expectLength('logits', logits.data.length, count * logits.classOf.length);
  expectFinite('Training', features, dimension);
  const seen = new Int32Array(classCount);
  for (const label of labels) {
    if (!(label >= 0 && label < classCount)) {
      throw new RangeError(`Class ${label} is not in 0..${classCount - 1}`);
    }
    seen[label]!++;
  }
  const empty = seen.indexOf(0);
  if (empty >= 0) throw new RangeError(`Class ${empty} of ${classCount} has no training image`);
  const { prototype, mixedFeatures } = options;
  if (mixedFeatures) {
    expectLength('mixed features', mixedFeatures.length, features.length);
    expectFinite('Mixed', mixedFeatures, dimension);
  }
  if (prototype.source !== 'class-mean') {
    const { length } = prototype.features;
    if (length === 0 || length % dimension !== 0) {
      throw new RangeError(`OOD features have ${length} numbers, not a multiple of ${dimension}`);
    }
    expectFinite('OOD', prototype.features, dimension);
  }
}

function expectLength(what: string, have: number, want: number): void {
  if (have !== want) throw new RangeError(`${what} have ${have} numbers, expected ${want}`);
}

function expectFinite(what: string, features: Float32Array, dimension: number): void {
  const rows = nonFiniteRows(features, dimension);
  if (rows.length === 0) return;
  const shown = rows.slice(0, 5).join(', ') + (rows.length > 5 ? ', …' : '');
  throw new RangeError(`${what} features are not finite in ${rows.length} rows: ${shown}`);
}
