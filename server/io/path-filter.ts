import picomatch from 'picomatch';

export interface PathFilter {
  /** @param path relative to the root, `/` between folders */
  keepsFile(path: string): boolean;
  /** False: nothing below the folder is wanted. */
  keepsFolder(path: string): boolean;
}

/**
 * Globs as in .gitignore: one without a slash names a file or folder at any depth, one that ends
 * in a slash means all below it.
 */
export function createPathFilter(
  include: readonly string[] | undefined,
  exclude: readonly string[] | undefined,
): PathFilter {
  const isIncluded = matcher(include);
  const isExcluded = matcher(exclude);
  return {
    keepsFile: (path) => (isIncluded?.(path) ?? true) && !isExcluded?.(path),
    keepsFolder: (path) => !isExcluded?.(path),
  };
}

function matcher(globs: readonly string[] | undefined): ((path: string) => boolean) | null {
  if (globs === undefined || globs.length === 0) return null;
  // Only `*` and its kin need the dot option; hidden files are not walked anyway.
  return picomatch(globs.flatMap(anywhere), { dot: true });
}

function anywhere(glob: string): string[] {
  const plain = glob.replace(/^\.?\//, '').replace(/\/$/, '');
  const rooted = plain.includes('/') || glob.startsWith('/') ? plain : `**/${plain}`;
  return [rooted, `${rooted}/**`];
}
