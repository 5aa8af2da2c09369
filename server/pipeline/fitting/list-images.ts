import { resolve } from 'node:path';
import { findDataset, noImages } from '../../io/find-dataset.ts';
import type { LabelledFiles } from '../../io/list-labelled.ts';
import { listByClasses, listLabelled } from '../../io/list-labelled.ts';
import type { WalkedFile, WalkOptions, WalkProblem } from '../../io/walk-folder.ts';
import { walkFolder } from '../../io/walk-folder.ts';
import { orStop } from '../run-stopped.ts';
import type { LabelledFile } from './embedded-set.ts';
import type { FitContext } from './fit-context.ts';

/** Which files a fit reads, before any of them is opened. */
export interface ListedImages {
  readonly classes: readonly string[];
  /** Where the training files lie. */
  readonly folder: string;
  readonly training: readonly LabelledFile[];
  readonly validation: readonly LabelledFile[] | null;
  readonly ood: readonly LabelledFile[] | null;
  readonly problems: readonly WalkProblem[];
}

const NO_CLASS = -1;

export async function listImages({ options, work, warnings }: FitContext): Promise<ListedImages> {
  const { include, exclude } = options;
  const walk = { include, exclude, signal: work.signal };
  const dataset = orStop(await findDataset(options.train));
  const training = orStop(await listLabelled(dataset, walk));
  warnings.push(...training.warnings);
  const valRoot = options.val ?? dataset.valRoot;
  const validation =
    valRoot === null ? null : await listValidation(valRoot, training.classes, walk, warnings);
  const { signal } = work;
  const ood = options.ood === undefined ? null : await listUnlabelled(options.ood, { signal });
  const problems = [training, validation, ood].flatMap((list) => list?.problems ?? []);
  return {
    classes: training.classes,
    folder: resolve(dataset.trainRoot),
    training: labelled(dataset.trainRoot, training.files),
    validation: validation === null ? null : labelled(valRoot!, validation.files),
    ood: ood === null ? null : labelled(options.ood!, ood.files),
    problems,
  };
}

type Listed = Pick<LabelledFiles, 'files' | 'problems'>;

/** Calibration needs no classes: a flat validation folder will do. */
async function listValidation(
  root: string,
  classes: readonly string[],
  walk: WalkOptions,
  warnings: string[],
): Promise<Listed> {
  const dataset = orStop(await findDataset(root));
  if (dataset.isFlat) return listUnlabelled(root, walk);
  const listed = orStop(await listByClasses(root, classes, walk));
  warnings.push(...listed.warnings);
  return listed;
}

async function listUnlabelled(root: string, walk: WalkOptions): Promise<Listed> {
  const files: (WalkedFile & { readonly label: number })[] = [];
  const problems: WalkProblem[] = [];
  for await (const found of walkFolder(root, walk)) {
    if (found.kind === 'problem') problems.push(found);
    else files.push({ ...found, label: NO_CLASS });
  }
  if (files.length === 0) orStop(noImages(root));
  return { files, problems };
}

function labelled(
  root: string,
  files: readonly (WalkedFile & { readonly label: number })[],
): LabelledFile[] {
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return files.map((file) => ({ ...file, shownPath: prefix + file.relativePath }));
}
