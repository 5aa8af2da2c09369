import { failed, ok, type Result } from '../protocol/failure.ts';
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
 * The images of a folder by the classes of another: a validation folder by the training classes.
 * The same folder structure is expected; a flat folder has labels only where there is one class.
 */
export async function listByClasses(
  root: string,
  classes: readonly string[],
  options: WalkOptions = {},
): Promise<Result<LabelledFiles>> {
  const found = await findDataset(root);
  if (!found.ok) return found;
  const dataset = found.value;
  if (dataset.isFlat && classes.length === 1) {
    return listLabelled({ ...dataset, classes }, options);
  }
  const differing = differingClasses(root, dataset, classes);
  return differing ?? listLabelled(dataset, options);
}

function labelledFrom(
  { trainRoot, classes }: Dataset,
  byClass: readonly LabelledFile[][],
  problems: readonly WalkProblem[],
  beside: number,
): Result<LabelledFiles> {
  const files = byClass.flat();
  if (files.length === 0) return noImages(trainRoot);
  const having = (count: number): string[] =>
    classes.filter((_, label) => byClass[label]!.length === count);
  const empty = having(0);
  if (empty.length > 0) {
    const hint = `Put images into ${empty.length === 1 ? 'it' : 'them'}, or remove the folder.`;
    const message = `In ${trainRoot} ${classWord(empty, 'has', 'have')} no images.`;
    return failed('training-unusable', message, hint);
  }
  const single = having(1);
  const warnings: string[] = [];
  if (single.length > 0) {
    const what = `only one image each; their spread can't be learned from it`;
    const one = `only one image; its spread can't be learned from it`;
    warnings.push(`${classWord(single, `has ${one}`, `have ${what}`)}.`.replace(/^c/, 'C'));
  }
  if (beside > 0) {
    const were = beside === 1 ? '1 image lies' : `${beside.toLocaleString('en')} images lie`;
    warnings.push(`${were} beside the class folders of ${trainRoot} and were left out.`);
  }
  return ok({ classes, files, problems, warnings });
}

function differingClasses(
  root: string,
  dataset: Dataset,
  classes: readonly string[],
): ReturnType<typeof failed> | null {
  const own = new Set(dataset.isFlat ? [] : dataset.classes);
  const missing = classes.filter((name) => !own.has(name));
  const strange = [...own].filter((name) => !classes.includes(name));
  if (missing.length === 0 && strange.length === 0) return null;
  const parts = [
    missing.length > 0 ? `it lacks ${listed(missing)}` : '',
    strange.length > 0 ? `it has ${listed(strange)}, which the training folder has not` : '',
  ];
  const message = `${root} has other classes than the training folder: `;
  const said = parts.filter((part) => part !== '').join(' and ');
  const hint = 'Give both folders the same class folders.';
  return failed('training-unusable', `${message}${said}.`, hint);
}

function classWord(names: readonly string[], one: string, many: string): string {
  return names.length === 1 ? `class ${listed(names)} ${one}` : `classes ${listed(names)} ${many}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en')} more` : ''}`;
}
