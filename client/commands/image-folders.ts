/** A folder that could serve for training or scoring. */
export interface ImageFolder {
  /** With `/` between folders, as the paths that it was found from. */
  readonly path: string;
  /** Subfolders that hold images: its classes; 0: images lie in the folder itself. */
  readonly classes: number;
  readonly images: number;
}

/**
 * Folders of images among paths of images: first those whose subfolders each hold images (an
 * ImageFolder, one subfolder a class), then those that hold images themselves. Folders named as
 * training folders usually are come first, then larger ones.
 */
export function imageFolders(paths: readonly string[]): readonly ImageFolder[] {
  const direct = new Map<string, number>();
  for (const path of paths) count(direct, parentOf(path), 1);
  const classes = new Map<string, number>();
  const below = new Map<string, number>();
  for (const [folder, images] of direct) {
    count(classes, parentOf(folder), 1);
    count(below, parentOf(folder), images);
  }
  const parents = [...classes]
    .filter(([path, children]) => path !== '' && children >= 2 && !direct.has(path))
    .map(([path, children]) => ({ path, classes: children, images: below.get(path) ?? 0 }));
  const inParents = new Set(parents.map(({ path }) => path));
  const flat = [...direct]
    .filter(([path]) => path !== '' && !inParents.has(parentOf(path)))
    .map(([path, images]) => ({ path, classes: 0, images }));
  return [...parents.sort(byPromise), ...flat.sort(byPromise)];
}

/** As they are offered for scoring: what was learned from comes last. */
export function scoringOrder(folders: readonly ImageFolder[]): readonly ImageFolder[] {
  const learned = folders.filter((folder) => isTraining(folder) || isValidation(folder));
  return [...folders.filter((folder) => !learned.includes(folder)), ...learned];
}

/** A sibling that holds validation images, or null. */
export function validationSibling(
  folder: string,
  folders: readonly ImageFolder[],
): ImageFolder | null {
  if (!/^train/i.test(nameOf(folder))) return null;
  const siblings = folders.filter(({ path }) => parentOf(path) === parentOf(folder));
  return siblings.find(isValidation) ?? null;
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function count(map: Map<string, number>, key: string, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by);
}

function byPromise(a: ImageFolder, b: ImageFolder): number {
  const trains = Number(isTraining(b)) - Number(isTraining(a));
  return trains || b.images - a.images || (a.path < b.path ? -1 : 1);
}

function isValidation({ path }: ImageFolder): boolean {
  return /^val(id(ation)?)?$/i.test(nameOf(path));
}

function isTraining({ path }: ImageFolder): boolean {
  return /^(train(ing)?([-_].*)?|.*[-_]train)$/i.test(nameOf(path));
}
