import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { type BytePath, openablePath } from './byte-path.ts';
import { STAT_BATCH, type StatAnswer, statBatch } from './stat-batch.ts';

/** Names in one folder, in byte order; hidden ones are left out. */
export interface FolderNames {
  readonly files: BytePath[];
  readonly folders: BytePath[];
  /** Folders that are symbolic links, also among `folders`. */
  readonly linked: ReadonlySet<BytePath>;
  /** Links that lead nowhere, and the like. */
  readonly broken: readonly { readonly name: BytePath; readonly error: unknown }[];
}

/**
 * Streams the names: a Dirent lives only until its name is kept, so that a folder of 1,000,000
 * files costs its names and no more.
 * @param isWanted whether a file of this name is
 * @throws what opendir throws
 */
export async function readFolder(
  folder: BytePath,
  isWanted: (name: BytePath) => boolean,
  patience: { slowBatches: number },
): Promise<FolderNames> {
  const files: BytePath[] = [];
  const folders: BytePath[] = [];
  const unclear: BytePath[] = [];
  const directory = await opendir(openablePath(folder), { encoding: 'latin1', bufferSize: 512 });
  for await (const entry of directory) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    if (entry.isDirectory()) folders.push(name);
    else if (entry.isFile()) {
      if (isWanted(name)) files.push(name);
    } else if (needsStat(entry)) unclear.push(name);
  }
  const linked = new Set<BytePath>();
  const broken: { name: BytePath; error: unknown }[] = [];
  const sort = (name: BytePath, answer: StatAnswer): void => {
    if ('error' in answer) {
      if (isWanted(name)) broken.push({ name, error: answer.error });
    } else if (answer.isDirectory()) {
      folders.push(name);
      linked.add(name);
    } else if (answer.isFile() && isWanted(name)) files.push(name);
  };
  for (let from = 0; from < unclear.length; from += STAT_BATCH) {
    const names = unclear.slice(from, from + STAT_BATCH);
    const answers = await statBatch(
      names.map((name) => `${folder}/${name}`),
      patience,
    );
    names.forEach((name, i) => void sort(name, answers[i]!));
  }
  files.sort();
  folders.sort();
  broken.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { files, folders, linked, broken };
}

// Some file systems do not say what an entry is without being asked for it.
function needsStat(entry: Dirent): boolean {
  const isSpecial = entry.isFIFO() || entry.isSocket() || entry.isBlockDevice();
  return !isSpecial && !entry.isCharacterDevice();
}
