import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { failed, ok, type Result } from '../../protocol/failure.ts';

/** A place in the workspace. */
export interface Place {
  /** Absolute, as the caller named it. */
  readonly path: string;
  /** The workspace folder that holds it, as the caller named it. */
  readonly root: string;
  /** From that folder, in this system's notation. */
  readonly relativePath: string;
}

/**
 * Finds the workspace folder of a path, links of its folders resolved, so that nothing outside is
 * touched. The last part itself may be a link: it is the link that moves, never its target.
 */
export async function placeInWorkspace(
  path: string,
  roots: readonly string[],
): Promise<Result<Place>> {
  const full = resolve(path);
  const real = await realPlace(full);
  for (const root of roots) {
    const way = relative(await realpath(root).catch(() => root), real);
    if (!isBelow(way)) continue;
    const named = relative(root, full);
    return ok({ path: full, root, relativePath: isBelow(named) ? named : way });
  }
  const hint = isWithinAny(full, roots)
    ? `A symbolic link leads to ${dirname(real)}; open that folder in the editor.`
    : 'Open its folder in the editor, then try again.';
  return failed('usage', `${full} lies outside the workspace, so it was not touched.`, hint);
}

/** With the links of its folders resolved, as far as they exist. */
export async function realPlace(path: string): Promise<string> {
  const folder = dirname(path);
  if (folder === path) return path;
  const real = await realpath(folder).catch(() => realPlace(folder));
  return join(real, basename(path));
}

export function isWithin(path: string, folder: string): boolean {
  return isBelow(relative(folder, path));
}

function isWithinAny(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => isWithin(path, folder));
}

function isBelow(way: string): boolean {
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
