import { basename, join, resolve } from 'node:path';
import { failed, ok, type Result } from '../protocol/failure.ts';
import { toBytePath } from './byte-path.ts';
import { fileTrouble } from './file-trouble.ts';
import { hasExtension, imageExtensions } from './image-format.ts';
import { readFolder } from './read-folder.ts';
import { walkFolder } from './walk-folder.ts';

/** What a training folder turned out to be. */
export interface Dataset {
  /** Sorted in byte order; a flat folder is one class of the folder's name. */
  readonly classes: readonly string[];
  /** Holds the class folders, or in a flat folder the images. */
  readonly trainRoot: string;
  readonly valRoot: string | null;
  readonly testRoot: string | null;
  readonly isFlat: boolean;
}

/**
 * ImageFolder's conventions: a folder a class (the first level below the root; what lies deeper
 * belongs to it), with or without a level of splits above (`train`, `val` | `valid` |
 * `validation`, `test`, in any case); or images only, one class.
 */
export async function findDataset(root: string): Promise<Result<Dataset>> {
  const top = await look(root);
  if (!top.ok) return top;
  const split = (names: readonly string[]): string | null => {
    const found = top.value.folders.find((name) => names.includes(name.toLowerCase()));
    return found === undefined ? null : join(root, found);
  };
  const train = split(['train', 'training']);
  const val = split(['val', 'valid', 'validation']);
  const test = split(['test', 'testing']);
  const below = train === null ? top : await look(train);
  if (!below.ok) return below;
  // A class may be called `train`; a split has other splits beside it or class folders in it.
  const isAlone = top.value.folders.length === 1;
  const hasOthers = val !== null || test !== null || isAlone || below.value.folders.length > 0;
  const trainRoot = train !== null && hasOthers ? train : root;
  const { folders, hasImages } = trainRoot === train ? below.value : top.value;
  if (folders.length === 0 && !hasImages) return noImages(trainRoot);
  const isFlat = folders.length === 0 || (hasImages && !(await holdImages(trainRoot, folders)));
  const classes = isFlat ? [basename(resolve(root))] : folders;
  const [valRoot, testRoot] = trainRoot === train ? [val, test] : [null, null];
  return ok({ classes, trainRoot, valRoot, testRoot, isFlat });
}

async function holdImages(root: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    for await (const { kind } of walkFolder(join(root, folder))) if (kind === 'file') return true;
  }
  return false;
}

export function noImages(root: string): ReturnType<typeof failed> {
  const hint = 'Name a folder with one folder of images per class, or a folder of images.';
  return failed('no-images', `There are no images in ${root}.`, hint);
}

interface Looked {
  readonly folders: readonly string[];
  readonly hasImages: boolean;
}

async function look(root: string): Promise<Result<Looked>> {
  const extensions = new Set(imageExtensions);
  try {
    const isImage = (name: string): boolean => hasExtension(name, extensions);
    const names = await readFolder(toBytePath(root), isImage, { slowBatches: 0 });
    const folders = names.folders.map((name) => Buffer.from(name, 'latin1').toString('utf8'));
    return ok({ folders, hasImages: names.files.length > 0 });
  } catch (error) {
    const { what, hint } = fileTrouble(error);
    return failed('unreadable-folder', `${root} ${what}.`, hint, String(error));
  }
}
