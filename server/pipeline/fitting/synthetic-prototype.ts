/**
 * Targeted mix-up at the early cut: the early activation of a training image mixed with the early
 * prototype of its runner-up class and pushed through the rest of the network (grood.md, Fit 2).
 */
import { sampleRows, seededRandom } from '../../core/metrics/seeded-random.ts';
import type { Program } from '../../engine/engine-client.ts';
import { failed } from '../../protocol/failure.ts';
import { buildPrograms } from '../../runtime/onnx/programs.ts';
import { floatRow } from '../float-row.ts';
import { orStop } from '../run-stopped.ts';
import { engineFile } from '../source-file.ts';
import type { LabelledFile } from './embedded-set.ts';
import type { FitContext } from './fit-context.ts';

const LAMBDA = 0.5;
/** Images mixed, and images behind the early prototypes. */
const IMAGES_MAX = 1000;
const SEED = 1;

export interface MixedImage {
  readonly file: LabelledFile;
  /** The second-ranked class. */
  readonly runnerUp: number;
}

/**
 * Raw features of mixed images.
 * @returns [n, D], n at most 1,000
 */
export async function syntheticFeatures(
  context: FitContext,
  images: readonly MixedImage[],
): Promise<Float32Array> {
  const rows = sampleRows(seededRandom(SEED), images.length, IMAGES_MAX);
  const chosen = Array.from(rows, (row) => images[row]!);
  const { early, tail } = await openParts(context);
  const prototypes = new Map<number, { sum: Float64Array; count: number }>();
  await forEachEarly(context, early, chosen, (image, activation) => {
    const { label } = image.file;
    const entry = prototypes.get(label) ?? { sum: new Float64Array(activation.length), count: 0 };
    for (let i = 0; i < activation.length; i++) entry.sum[i]! += activation[i]!;
    entry.count++;
    prototypes.set(label, entry);
  });
  const mixed: Float32Array[] = [];
  await forEachEarly(context, early, chosen, async (image, activation, dims) => {
    const target = prototypes.get(image.runnerUp);
    if (target === undefined) return;
    const data = activation.map(
      (value, i) => LAMBDA * value + (1 - LAMBDA) * (target.sum[i]! / target.count),
    );
    const input = { early: { data, dims: [1, ...dims] } };
    const rows = orStop(await context.engine.runFeatures(tail.id, input, context.work.signal));
    mixed.push((rows['features']!.data as Float32Array).slice());
  });
  context.engine.close(early.id);
  context.engine.close(tail.id);
  const features = new Float32Array(mixed.reduce((sum, row) => sum + row.length, 0));
  let offset = 0;
  for (const row of mixed) {
    features.set(row, offset);
    offset += row.length;
  }
  return features;
}

async function openParts({
  backbone,
  engine,
  work,
}: FitContext): Promise<{ readonly early: Program; readonly tail: Program }> {
  const { modelPath, inspection, preprocessing } = backbone;
  if (inspection.early === null) {
    return orStop<never>(
      failed(
        'model-unusable',
        `${backbone.name} has no tensor to mix images at, so it can't make a synthetic prototype.`,
        'Use --prototype class-mean or noise, or give known OOD images with --ood.',
      ),
    );
  }
  const programs = orStop(
    await buildPrograms(modelPath, inspection, preprocessing, inspection.early),
  );
  const name = backbone.name;
  const early = { model: programs.early!, name: `${name}, early part`, preprocessing };
  const tail = { model: programs.tail!, name: `${name}, rest` };
  return {
    early: orStop(await engine.open(early, work.signal)),
    tail: orStop(await engine.open(tail, work.signal)),
  };
}

async function forEachEarly(
  { engine, work }: FitContext,
  early: { readonly id: number; readonly batchSize: number },
  images: readonly MixedImage[],
  use: (image: MixedImage, activation: Float32Array, dims: readonly number[]) => unknown,
): Promise<void> {
  for (let from = 0; from < images.length; from += early.batchSize) {
    const batch = images.slice(from, from + early.batchSize);
    const files = batch.map(({ file }) => engineFile(file));
    const rows = orStop(await engine.run(early.id, files, work.signal));
    const activations = rows.outputs['early'];
    if (activations === undefined) continue;
    for (const [index, image] of batch.entries()) {
      if (rows.files[index]!.ok) {
        await use(image, floatRow(activations, index), activations.dims.slice(1));
      }
    }
  }
}
