import { classMeans } from '../../core/grood/class-means.ts';
import type { GroodFitOptions, GroodTraining, OodSource } from '../../core/grood/fit-grood.ts';
import { fitGrood } from '../../core/grood/fit-grood.ts';
import type { FittedGrood } from '../../core/grood/fitted.ts';
import { labelsOfLogits } from '../../core/grood/pseudo-labels.ts';
import { ortProducts } from '../../runtime/onnx/ort-products.ts';
import { orStop } from '../run-stopped.ts';
import type { EmbeddedSet, LabelledFile } from './embedded-set.ts';
import type { FitContext } from './fit-context.ts';
import type { Gathered } from './gather.ts';
import type { ClassMatch } from './match-classes.ts';
import { noiseFeatures } from './noise-prototype.ts';
import { runnerUps } from './runner-ups.ts';
import { syntheticFeatures } from './synthetic-prototype.ts';

export interface FittedHead {
  readonly fitted: FittedGrood;
  readonly training: GroodTraining;
  readonly fitOptions: GroodFitOptions;
}

/** Adapter, prototypes and gradient index from the training images that do not calibrate. */
export async function fitHead(
  context: FitContext,
  gathered: Gathered,
  set: EmbeddedSet,
  match: ClassMatch | null,
): Promise<FittedHead> {
  const products = orStop(await ortProducts());
  const training = trainingOf(set, gathered.classes, match);
  const adapter = context.options.adapter ?? 'whiten';
  const prototype = await oodSource(context, gathered, set, match);
  const fitOptions = { adapter, prototype, products };
  const fitted = await fitGrood(training, fitOptions);
  context.warnings.push(...fitted.warnings);
  return { fitted, training, fitOptions };
}

function trainingOf(
  set: EmbeddedSet,
  classNames: readonly string[],
  match: ClassMatch | null,
): GroodTraining {
  const { features, dimension, labels, logits } = set;
  const base = { features, dimension, labels, classCount: classNames.length, classNames };
  if (match === null || logits === null) return base;
  const known = { data: logits, classOf: match.classOf };
  return { ...base, pseudoLabels: labelsOfLogits(known) };
}

async function oodSource(
  context: FitContext,
  gathered: Gathered,
  set: EmbeddedSet,
  match: ClassMatch | null,
): Promise<OodSource> {
  const { ood, classes } = gathered;
  if (ood !== null) return { source: 'known', features: ood.features };
  const source = context.options.prototype ?? 'class-mean';
  if (source === 'class-mean') return { source };
  const { dimension } = set;
  const prototypes = classMeans(
    Float64Array.from(set.features),
    set.labels,
    dimension,
    classes.length,
  ).means;
  if (source === 'noise') {
    return { source, features: await noiseFeatures(context, prototypes, dimension) };
  }
  const second = runnerUps(set, prototypes, match);
  const byHash = new Map<string, LabelledFile>();
  const files = new Map(gathered.files.map((file) => [file.relativePath, file]));
  set.files.forEach((path, row) => {
    const file = files.get(path);
    if (file !== undefined) byHash.set(set.hashes[row]!, file);
  });
  const images = set.hashes.flatMap((hash, row) => {
    const file = byHash.get(hash);
    const runnerUp = second[row]!;
    return file === undefined || runnerUp < 0 ? [] : [{ file, runnerUp }];
  });
  return { source, features: await syntheticFeatures(context, images) };
}
