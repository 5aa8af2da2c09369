import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type BytePath, namedPath, openablePath, toBytePath } from './byte-path.ts';
import { errorCode, fileTrouble } from './file-trouble.ts';
import { hasExtension, imageExtensions } from './image-format.ts';
import { createPathFilter, type PathFilter } from './path-filter.ts';
import { type FolderNames, readFolder } from './read-folder.ts';
import { STAT_BATCH, statBatch } from './stat-batch.ts';

export type Walked = WalkedFile | WalkProblem;

export interface WalkedFile {
  readonly kind: 'file';
  /** Absolute; where it is not UTF-8, with replacement characters: for people only. */
  readonly path: string;
  /** The path's bytes, only where it is not UTF-8. */
  readonly pathBytes?: Uint8Array;
  /** From the root, `/` between folders. */
  readonly relativePath: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/** Something that could not be walked; the walk goes on after it. */
export interface WalkProblem {
  readonly kind: 'problem';
  readonly path: string;
  readonly pathBytes?: Uint8Array;
  readonly relativePath: string;
  readonly message: string;
  readonly hint: string;
}

export interface WalkOptions {
  /** Globs on the path from the root, as in .gitignore. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** Lower case, without the dot; default: all image formats, also those that need converting. */
  readonly extensions?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Image files below a folder, as they are found: per folder its files in byte order, then its
 * folders, depth first. Hidden files and folders are left out, symbolic links are followed; a
 * folder is entered through links at most once, and never from within itself. Ends early, without
 * an error, when the signal is aborted. Memory holds the names of the folders on the way, no more:
 * 1,000,000 files in one folder: 251 MiB resident at the peak, for the whole process.
 */
export async function* walkFolder(
  root: string | Uint8Array,
  options: WalkOptions = {},
): AsyncGenerator<Walked, void> {
  const { signal } = options;
  const walk: Walk = {
    filter: createPathFilter(options.include, options.exclude),
    extensions: new Set(options.extensions ?? imageExtensions),
    patience: { slowBatches: 0 },
    enteredByLink: new Set(),
  };
  const start = typeof root === 'string' ? resolve(root) : root;
  const pending: PendingFolder[] = [
    { location: toBytePath(start), relative: '', isLink: false, ancestors: null },
  ];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (isAborted(signal)) return;
    const names = await enter(folder, walk);
    if (names === null) continue;
    if (!('files' in names)) {
      yield names;
      continue;
    }
    for (const { name, error } of names.broken) yield problemOf(folder, name, error);
    for (let from = 0; from < names.files.length; from += STAT_BATCH) {
      yield* filesOf(folder, names.files.slice(from, from + STAT_BATCH), walk);
      // A consumer that never waits would keep a cancel from being heard.
      await setImmediate();
      if (isAborted(signal)) return;
    }
    pending.push(...names.pending.reverse());
  }
}

interface Walk {
  readonly filter: PathFilter;
  readonly extensions: ReadonlySet<string>;
  readonly patience: { slowBatches: number };
  readonly enteredByLink: Set<string>;
}

interface PendingFolder {
  readonly location: BytePath;
  readonly relative: BytePath;
  readonly isLink: boolean;
  readonly ancestors: Ancestors | null;
}

interface Ancestors {
  readonly key: string;
  readonly above: Ancestors | null;
}

type Entered = FolderNames & { readonly pending: PendingFolder[] };

/** @returns null for a folder that is left out: it was entered before */
async function enter(folder: PendingFolder, walk: Walk): Promise<Entered | WalkProblem | null> {
  const { location, relative, isLink, ancestors } = folder;
  try {
    // Numbers of 64 bits: Windows' do not fit a double.
    const { dev, ino } = await stat(openablePath(location), { bigint: true });
    const key = `${dev}:${ino}`;
    if (isWithin(key, ancestors)) return null;
    if (isLink && walk.enteredByLink.has(key)) return null;
    if (isLink) walk.enteredByLink.add(key);
    const isWanted = (name: BytePath): boolean => {
      if (!hasExtension(name, walk.extensions)) return false;
      return walk.filter.keepsFile(textOf(below(relative, name)));
    };
    const names = await readFolder(location, isWanted, walk.patience);
    const inside = { key, above: ancestors };
    const pending = names.folders.flatMap((name) => {
      const path = below(relative, name);
      if (!walk.filter.keepsFolder(textOf(path))) return [];
      const isLink = names.linked.has(name);
      return [{ location: below(location, name), relative: path, isLink, ancestors: inside }];
    });
    return { ...names, pending };
  } catch (error) {
    return problem(location, relative, error);
  }
}

async function* filesOf(
  folder: PendingFolder,
  names: readonly BytePath[],
  walk: Walk,
): AsyncGenerator<Walked, void> {
  const locations = names.map((name) => below(folder.location, name));
  const answers = await statBatch(locations, walk.patience);
  for (const [i, name] of names.entries()) {
    const answer = answers[i]!;
    if ('error' in answer) {
      yield problemOf(folder, name, answer.error);
    } else if (answer.isFile()) {
      const relativePath = textOf(below(folder.relative, name));
      const { size: sizeBytes, mtimeMs } = answer;
      yield { kind: 'file', ...namedPath(locations[i]!), relativePath, sizeBytes, mtimeMs };
    }
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function isWithin(key: string, ancestors: Ancestors | null): boolean {
  for (let one = ancestors; one !== null; one = one.above) if (one.key === key) return true;
  return false;
}

function problemOf(folder: PendingFolder, name: BytePath, error: unknown): WalkProblem {
  return problem(below(folder.location, name), below(folder.relative, name), error);
}

function problem(location: BytePath, relative: BytePath, error: unknown): WalkProblem {
  const named = namedPath(location);
  const isGone = errorCode(error) === 'ENOENT';
  const gone = 'is gone: it was moved or deleted meanwhile, or is a link that leads nowhere';
  const { what, hint } = fileTrouble(error);
  const message = `${named.path} ${isGone && relative !== '' ? gone : what}.`;
  return { kind: 'problem', ...named, relativePath: textOf(relative), message, hint };
}

function below(folder: BytePath, name: BytePath): BytePath {
  if (folder === '') return name;
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

function textOf(path: BytePath): string {
  return namedPath(path).path;
}
