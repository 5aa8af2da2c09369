/**
 * Targeted mix-up at the early cut: the early activation of a training image mixed with the early
 * prototype of its runner-up class and pushed through the rest of the network (grood.md, Fit 2).
 */
import { sampleRows, seededRandom } from '../../core/metrics/seeded-random.ts';
import { engineFile } from '../source-file.ts';
import type { EarlyPart } from './early-part.ts';
import { ActivationMean } from './early-part.ts';
import type { EarlyMeans } from './early-prototypes.ts';
import { classEarlyPrototypes } from './early-prototypes.ts';
import type { EmbeddedSet } from './embedded-set.ts';
import { FeatureCollector } from './feature-collector.ts';

const LAMBDA = 0.5;
const IMAGES_MAX = 1000;
const SEED = 1;

/**
 * @param runnerUp second-ranked class of each image [N], -1 where there is none
 * @returns raw features of up to 1,000 mixed images, and the mean of the mixed activations
 */
export async function syntheticOod(
  part: EarlyPart,
  set: EmbeddedSet,
  runnerUp: Int32Array,
  classCount: number,
): Promise<{ readonly features: Float32Array; readonly early: EarlyMeans }> {
  const prototypes = await classEarlyPrototypes(part, set.sources, classCount);
  const size = prototypes.data.length / classCount;
  const rows = sampleRows(seededRandom(SEED), set.files.length, IMAGES_MAX);
  const features = new FeatureCollector(set.dimension);
  const mean = new ActivationMean();
  const fileOf = (row: number): ReturnType<typeof engineFile> => engineFile(set.sources[row]!);
  await part.forEach([...rows], fileOf, async (row, { data, shape }) => {
    const target = runnerUp[row]!;
    if (target < 0) return;
    const prototype = prototypes.data.subarray(target * size, (target + 1) * size);
    const mixed = data.map((value, i) => LAMBDA * value + (1 - LAMBDA) * prototype[i]!);
    mean.add({ data: mixed, shape });
    features.add(await part.featuresOf({ data: mixed, shape }));
  });
  return { features: features.matrix(), early: { shape: mean.shape, data: mean.mean() } };
}
