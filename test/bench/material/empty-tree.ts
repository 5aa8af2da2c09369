import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, freshFolder } from '../cache-folder.ts';

const FILES_A_FOLDER = 1000;

/** A tree of files without content, named like images: 32 folders of folders of 1,000 files. */
export function emptyTree(count: number): string {
  const folder = join(cacheFolder('empty-tree'), String(count));
  if (existsSync(folder)) return folder;
  const part = freshFolder('making-tree');
  for (let i = 0; i < count; i++) {
    const group = Math.floor(i / FILES_A_FOLDER);
    const parent = join(part, `part ${group % 32}`, `group ${group}`);
    if (i % FILES_A_FOLDER === 0) mkdirSync(parent, { recursive: true });
    closeSync(openSync(join(parent, `image ${i}.jpg`), 'w'));
  }
  renameSync(part, folder);
  return folder;
}

export function removeEmptyTree(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
