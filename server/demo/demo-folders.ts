import { existsSync, statSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { failed, ok, type Result } from '../protocol/failure.ts';
import type { DemoFile } from './demo-set.ts';
import { drawSigns } from './draw-signs.ts';

/** What the demo fits on and scores. */
export interface DemoFolders {
  readonly train: string;
  readonly val: string | undefined;
  readonly incoming: string;
  /** One sentence on where the images come from. */
  readonly origin: string;
  /** The files of the built-in set below its folder; null for the person's own images. */
  readonly drawn: { readonly folder: string; readonly files: readonly DemoFile[] } | null;
}

export interface DemoChoice {
  /** Training folder of the person, absolute; undefined: the built-in set. */
  readonly train?: string | undefined;
  readonly incoming?: string | undefined;
}

export async function demoFolders(
  choice: DemoChoice,
  cache: string,
  onProgress: (done: number, total: number) => void,
): Promise<Result<DemoFolders>> {
  for (const folder of [choice.train, choice.incoming]) {
    if (folder === undefined || (existsSync(folder) && statSync(folder).isDirectory())) continue;
    return failed('unreadable-folder', `There is no folder ${folder}.`, 'Correct the path.');
  }
  if (choice.train === undefined) return ok(await builtIn(choice, cache, onProgress));
  const { train } = choice;
  if (choice.incoming !== undefined) {
    const origin = `Learns ${train}, then looks at ${choice.incoming}.`;
    return ok({ train, val: undefined, incoming: choice.incoming, origin, drawn: null });
  }
  const test = join(train, 'test');
  if (existsSync(test)) {
    const origin = `Learns ${train}, then looks at its test split, since no --incoming is given.`;
    return ok({ train, val: undefined, incoming: test, origin, drawn: null });
  }
  return holdOut(train, cache);
}

async function builtIn(
  { incoming }: DemoChoice,
  cache: string,
  onProgress: (done: number, total: number) => void,
): Promise<DemoFolders> {
  const set = await drawSigns(cache, undefined, onProgress);
  const files = set.files.filter((file) => file.path.startsWith('incoming/'));
  const drawn = incoming === undefined ? { folder: set.folder, files } : null;
  const made = set.isFresh ? 'Drew' : 'Found, drawn before,';
  const origin = `${made} ${set.files.length} pictures of traffic signs in ${set.folder}.`;
  return { train: set.train, val: set.val, incoming: incoming ?? set.incoming, origin, drawn };
}

/** One file in this many is kept from the fit and scored. */
const heldOutEvery = 5;

const imageNames = new Set([
  '.jpg',
  '.jpeg',
  '.png',
  '.webp',
  '.gif',
  '.tif',
  '.tiff',
  '.avif',
  '.bmp',
]);

/** Links four fifths of the images as training, the rest as incoming; originals are kept. */
async function holdOut(train: string, cache: string): Promise<Result<DemoFolders>> {
  const entries = await readdir(train, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && imageNames.has(extname(entry.name).toLowerCase()))
    .map((entry) => relative(train, join(entry.parentPath, entry.name)))
    .sort();
  if (paths.length < 2 * heldOutEvery) {
    const message = `${train} has ${paths.length} images; the demo needs ${2 * heldOutEvery}.`;
    return failed('no-images', message, 'Name a folder with one folder of images a class.');
  }
  const split = join(cache, `split-${basename(resolve(train))}`);
  await rm(split, { recursive: true, force: true });
  for (const [index, path] of paths.entries()) {
    const part = index % heldOutEvery === heldOutEvery - 1 ? 'incoming' : 'train';
    await link(join(train, path), join(split, part, path));
  }
  const held = Math.floor(paths.length / heldOutEvery);
  const origin =
    `Learns four fifths of ${train}, then looks at the other ${held} images, ` +
    'since it has no test split and no --incoming is given.';
  const [learned, incoming] = [join(split, 'train'), join(split, 'incoming')];
  return ok({ train: learned, val: undefined, incoming, origin, drawn: null });
}

async function link(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  // Windows lets few people make links.
  await symlink(from, to, 'file').catch(() => copyFile(from, to));
}
