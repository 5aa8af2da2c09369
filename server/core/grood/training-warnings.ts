import type { GroodTraining } from './fit-grood.ts';

/** What a person should know of the training images before they trust a fit; plain sentences. */
export function trainingWarnings(training: GroodTraining): readonly string[] {
  const { features, dimension, labels, classCount } = training;
  const counts = new Int32Array(classCount);
  for (const label of labels) counts[label]!++;
  const single: string[] = [];
  counts.forEach((count, label) => {
    if (count === 1) single.push(className(training, label));
  });
  const warnings: string[] = [];
  if (single.length > 0) {
    const named = single.slice(0, 5).join(', ') + (single.length > 5 ? ', …' : '');
    warnings.push(
      single.length === 1
        ? `The class ${named} has one training image, which is its own prototype: add more.`
        : `${single.length} classes have one training image each (${named}), which is its own ` +
            'prototype: add more.',
    );
  }
  if (labels.length > 1 && isConstant(features, dimension)) {
    warnings.push(
      `All ${labels.length} training images have the same features, so nothing can be learnt ` +
        'from them: check that the folder holds different images.',
    );
  }
  return warnings;
}

/** Warnings on the share of training images that are classified as their folder says. */
export function indexWarnings(
  training: GroodTraining,
  pseudoLabels: Int32Array,
): readonly string[] {
  const { labels } = training;
  let correct = 0;
  for (let n = 0; n < labels.length; n++) if (labels[n] === pseudoLabels[n]) correct++;
  if (2 * correct >= labels.length) return [];
  const why =
    training.logits === undefined && training.pseudoLabels === undefined
      ? 'the nearest class prototype is often another class, so the classes overlap in this ' +
        "backbone's features, or images lie in the wrong folders"
      : "the backbone's own answer is often another class, so its class order, its " +
        'preprocessing or the folders do not match';
  const then = correct === 0 ? 'the index holds all of them instead' : 'the index holds only those';
  return [
    `Only ${correct} of ${labels.length} training images are classified as their folder says: ` +
      `${why}; ${then}.`,
  ];
}

function className(training: GroodTraining, label: number): string {
  return training.classNames?.[label] ?? `number ${label}`;
}

function isConstant(features: Float32Array, dimension: number): boolean {
  for (let i = dimension; i < features.length; i++) {
    if (features[i] !== features[i - dimension]) return false;
  }
  return true;
}
