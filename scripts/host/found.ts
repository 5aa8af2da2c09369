/** Something that a test or a command needs, or the sentence that says what to install. */
export type Found = { readonly path: string } | { readonly missing: string };

/** The path, or an error whose message is the sentence. */
export function pathOf(found: Found): string {
  if ('path' in found) return found.path;
  throw new Error(found.missing);
}
