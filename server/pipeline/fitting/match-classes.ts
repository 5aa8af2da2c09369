/**
 * Which logit belongs to which class folder. By name where the model states names; by sorted order
 * (ImageFolder's convention) where it states none but has as many outputs as there are folders.
 */
export interface ClassMatch {
  /** Class number (folder) by logit, -1 where the logit has no folder. */
  readonly classOf: Int32Array;
  readonly by: 'name' | 'order';
}

/** @returns null where the model does not know the user's classes: a general feature extractor. */
export function matchClasses(
  folders: readonly string[],
  logitNames: readonly string[] | null,
  logits: number | null,
): ClassMatch | null {
  if (logits === null) return null;
  if (logitNames !== null && logitNames.length === logits) {
    const byName = new Map(folders.map((name, index) => [normalised(name), index]));
    const classOf = Int32Array.from(logitNames, (name) => byName.get(normalised(name)) ?? -1);
    const found = new Set(classOf.filter((index) => index >= 0));
    if (found.size === folders.length) return { classOf, by: 'name' };
  }
  const isOrdered = logits === folders.length && folders.length > 1;
  if (!isOrdered || logitNames !== null) return null;
  return { classOf: Int32Array.from(folders, (_, index) => index), by: 'order' };
}

/** `Angular leaf-spot`, `angular_leaf_spot` and `angular leaf spot` are one name. */
function normalised(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}
