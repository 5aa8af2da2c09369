import { failed, ok, type Result } from '../protocol/failure.ts';
import { counted } from '../protocol/number-words.ts';
import { type Dataset, findDataset, noImages } from './find-dataset.ts';
import { type WalkedFile, type WalkOptions, type WalkProblem, walkFolder } from './walk-folder.ts';

export interface LabelledFile extends WalkedFile {
  /** Index into `classes`. */
  readonly label: number;
}

export interface LabelledFiles {
  readonly classes: readonly string[];
  /** Class by class, within a class as walked. */
  readonly files: readonly LabelledFile[];
  readonly problems: readonly WalkProblem[];
  /** Sentences for people; the data can be used. */
  readonly warnings: readonly string[];
}

/** All images of the training part, with their classes. */
export async function listLabelled(
  dataset: Dataset,
  options: WalkOptions = {},
): Promise<Result<LabelledFiles>> {
  const { classes, isFlat } = dataset;
  const labels = new Map(classes.map((name, label) => [name, label]));
  const byClass: LabelledFile[][] = classes.map(() => []);
  const problems: WalkProblem[] = [];
  let beside = 0;
  for await (const found of walkFolder(dataset.trainRoot, options)) {
    if (found.kind === 'problem') {
      problems.push(found);
      continue;
    }
    const slash = found.relativePath.indexOf('/');
    const label = isFlat ? 0 : labels.get(found.relativePath.slice(0, Math.max(slash, 0)));
    if (label === undefined || (slash < 0 && !isFlat)) beside += 1;
    else byClass[label]!.push({ ...found, label });
  }
  if (options.signal?.aborted === true) {
    return failed('cancelled', 'The run was stopped while listing images.', 'Run it again.');
  }
  return labelledFrom(dataset, byClass, problems, beside);
}

/**
 * The images of a folder by the classes of another: a validation folder by the training classes. A
 * flat folder has labels only where there is one class.
 */
export async function listByClasses(
  root: string,
  classes: readonly string[],
  options: WalkOptions = {},
): Promise<Result<LabelledFiles>> {
  const found = await findDataset(root);
  if (!found.ok) return found;
  const isOne = found.value.isFlat && classes.length === 1;
  const listing = await listLabelled(isOne ? { ...found.value, classes } : found.value, options);
  return listing.ok ? relabelled(root, listing.value, classes) : listing;
}

/** A class folder without images is no class: `exclude` may have emptied it. */
function labelledFrom(
  { trainRoot, classes: named }: Dataset,
  byClass: readonly LabelledFile[][],
  problems: readonly WalkProblem[],
  beside: number,
): Result<LabelledFiles> {
  const count = byClass.reduce((sum, { length }) => sum + length, 0);
  if (count === 0) return noImages(trainRoot);
  if (count < named.length) {
    const images = counted(count, 'image');
    const message = `${trainRoot} has ${named.length} class folders but only ${images}.`;
    return failed('training-unusable', message, 'Name a folder with several images per class.');
  }
  const having = (length: number): string[] =>
    named.filter((_, label) => byClass[label]!.length === length);
  const empty = having(0);
  const kept = byClass.filter(({ length }) => length > 0);
  const classes = named.filter((_, label) => byClass[label]!.length > 0);
  const files = kept.flatMap((all, label) => all.map((file) => ({ ...file, label })));
  const warnings = [
    ...sentence(empty, 'has no images and was left out', 'have no images and were left out'),
    ...sentence(having(1), `has ${onlyOne}`, `have ${onlyOne} each`),
  ];
  if (beside > 0) {
    const lie = beside === 1 ? 'lies' : 'lie';
    warnings.push(
      `Left out: ${counted(beside, 'image')} ${lie} beside the class folders of ${trainRoot}.`,
    );
  }
  return ok({ classes, files, problems, warnings });
}

const onlyOne = 'only one image, too few to learn how much such images vary';

function sentence(names: readonly string[], one: string, many: string): string[] {
  if (names.length === 0) return [];
  return [
    names.length === 1 ? `Class ${listed(names)} ${one}.` : `Classes ${listed(names)} ${many}.`,
  ];
}

function relabelled(
  root: string,
  listing: LabelledFiles,
  classes: readonly string[],
): Result<LabelledFiles> {
  const missing = classes.filter((name) => !listing.classes.includes(name));
  const strange = listing.classes.filter((name) => !classes.includes(name));
  if (strange.length > 0) {
    const lacks = missing.length > 0 ? ` and lacks ${listed(missing)}` : '';
    const has = `has ${listed(strange)}, which the training folder has not${lacks}`;
    const message = `${root} has other classes than the training folder: it ${has}.`;
    return failed('training-unusable', message, 'Give both folders the same class folders.');
  }
  const files = listing.files.map((file) => {
    return { ...file, label: classes.indexOf(listing.classes[file.label]!) };
  });
  const lacking = missing.length === 0 ? [] : [`${root} has no images of ${listed(missing)}.`];
  // To calibrate, one image of a class is as good as any.
  const kept = listing.warnings.filter((warning) => !warning.includes(onlyOne));
  const warnings = [...kept, ...lacking];
  return ok({ classes, files, problems: listing.problems, warnings });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en')} more` : ''}`;
}
