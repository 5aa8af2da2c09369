/** The reason of an image that the model makes no numbers of. */
export function notFinite(path: string): string {
  return (
    `The model gives NaN or infinite features for ${path}: look at the image, and leave it out or ` +
    'use a model in full precision.'
  );
}
