import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const repositoryRoot: string = join(import.meta.dirname, '..', '..');

/** A folder for what benches make; git ignores it, and deleting it only costs time. */
export function cacheFolder(...parts: string[]): string {
  const folder = join(repositoryRoot, '.cache', 'bench', ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The same, empty. */
export function freshFolder(...parts: string[]): string {
  rmSync(join(repositoryRoot, '.cache', 'bench', ...parts), { recursive: true, force: true });
  return cacheFolder(...parts);
}
