import { failed } from '../../protocol/failure.ts';
import { embedFiles } from '../embed-files.ts';
import type { SkippedFile } from '../options.ts';
import { orStop } from '../run-stopped.ts';
import { checkOptions } from './check-options.ts';
import type { EmbeddedSet, LabelledFile } from './embedded-set.ts';
import { collect } from './embedded-set.ts';
import type { FitContext } from './fit-context.ts';
import type { ListedImages } from './list-images.ts';
import { listImages } from './list-images.ts';

/** All images of a fit as numbers. */
export interface Gathered {
  readonly classes: readonly string[];
  /** Where the training files lie. */
  readonly folder: string;
  readonly training: EmbeddedSet;
  readonly validation: EmbeddedSet | null;
  /** Known OOD images. */
  readonly ood: EmbeddedSet | null;
  readonly skipped: readonly SkippedFile[];
  readonly reused: number;
}

export async function gather(context: FitContext): Promise<Gathered> {
  const listed = await listImages(context);
  orStop(await checkOptions(context.options, context.backbone, listed.classes.length));
  const embed = embedder(context, listed);
  const training = await embed(listed.training);
  checkClasses(listed, training);
  const validation = listed.validation === null ? null : await embed(listed.validation);
  const ood = listed.ood === null ? null : await embed(listed.ood);
  if (ood !== null && ood.files.length === 0) {
    orStop(
      failed(
        'no-images',
        `None of the known OOD images in ${context.options.ood} can be read.`,
        'Name another folder with --ood, or leave it out.',
      ),
    );
  }
  const sets = [training, validation, ood].filter((set) => set !== null);
  const problems = listed.problems.map(({ path, message }) => ({ path, reason: message }));
  return {
    classes: listed.classes,
    folder: listed.folder,
    training,
    validation,
    ood,
    skipped: [...problems, ...sets.flatMap((set) => set.skipped)],
    reused: sets.reduce((sum, set) => sum + set.reused, 0),
  };
}

function embedder(
  context: FitContext,
  { training, validation, ood }: ListedImages,
): (files: readonly LabelledFile[]) => Promise<EmbeddedSet> {
  const { engine, program, backbone, store, work } = context;
  const total = training.length + (validation?.length ?? 0) + (ood?.length ?? 0);
  let done = 0;
  const parts = { engine, program, backboneId: backbone.id, store, signal: work.signal };
  return (files) =>
    collect(embedFiles(files, parts), (images) => {
      done += images;
      work.onProgress?.({ phase: 'embed', done, total });
    });
}

/** A class none of whose images can be read would silently be no class. */
function checkClasses({ classes, folder, training: files }: ListedImages, set: EmbeddedSet): void {
  const present = new Set(set.labels);
  const lost = classes.filter((_, label) => !present.has(label));
  if (lost.length === 0) return;
  const inLost = ({ path }: SkippedFile): boolean =>
    lost.some((name) => path.includes(`/${name}/`));
  const first = set.skipped.find(inLost) ?? set.skipped[0];
  const names = lost.length === classes.length ? 'the images' : `the images of ${lost.join(', ')}`;
  orStop(
    failed(
      'training-unusable',
      `None of ${names} in ${folder} can be read (${files.length} files in all).` +
        (first === undefined ? '' : ` The first: ${first.reason}`),
      'Convert or replace them, or remove the class folder.',
    ),
  );
}
