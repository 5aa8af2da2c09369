import { sampleRows, seededRandom } from '../../core/metrics/seeded-random.ts';
import { engineFile } from '../source-file.ts';
import type { EarlyPart } from './early-part.ts';
import { ActivationMean } from './early-part.ts';
import type { LabelledFile } from './embedded-set.ts';

/** Images behind the early prototypes: their means hardly move beyond. */
const IMAGES_MAX = 2000;
const SEED = 1;

export interface EarlyMeans {
  readonly shape: readonly number[];
  /** [classes, ...shape] */
  readonly data: Float32Array;
}

/** Mean early activation of each class, over a seeded sample of the training images. */
export async function classEarlyPrototypes(
  part: EarlyPart,
  files: readonly LabelledFile[],
  classCount: number,
): Promise<EarlyMeans> {
  const means = Array.from({ length: classCount }, () => new ActivationMean());
  await part.forEach(sampled(files), engineFile, ({ label }, activation) =>
    means[label]?.add(activation),
  );
  const shape = means.find(({ count }) => count > 0)?.shape ?? [];
  const size = shape.reduce((product, dim) => product * dim, 1);
  const data = new Float32Array(classCount * size);
  means.forEach((mean, label) => {
    if (mean.count > 0) data.set(mean.mean(), label * size);
  });
  return { shape, data };
}

/** Mean early activation of a set of files, as one prototype. */
export async function meanEarly(
  part: EarlyPart,
  files: readonly LabelledFile[],
): Promise<EarlyMeans> {
  const mean = new ActivationMean();
  await part.forEach(sampled(files), engineFile, (_, activation) => mean.add(activation));
  return { shape: mean.shape, data: mean.mean() };
}

/** The mean of the class prototypes, as one. */
export function meanOfPrototypes({ shape, data }: EarlyMeans): EarlyMeans {
  const size = shape.reduce((product, dim) => product * dim, 1);
  const mean = new ActivationMean();
  for (let from = 0; from < data.length; from += size) {
    mean.add({ data: data.subarray(from, from + size), shape });
  }
  return { shape, data: mean.mean() };
}

function sampled(files: readonly LabelledFile[]): readonly LabelledFile[] {
  if (files.length <= IMAGES_MAX) return files;
  const rows = sampleRows(seededRandom(SEED), files.length, IMAGES_MAX);
  return Array.from(rows, (row) => files[row]!);
}
