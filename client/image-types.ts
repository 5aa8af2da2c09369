/** Endings of the files that the detector reads, and what a page may be told that they are. */
const types: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  jpe: 'image/jpeg',
  jfif: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  bmp: 'image/bmp',
  dib: 'image/bmp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
};

// Chromium draws no TIFF.
const undrawable = new Set(['image/tiff']);

export const imageExtensions: readonly string[] = Object.keys(types);

/** @param path a path or a URI's path */
export function isImagePath(path: string): boolean {
  return mediaTypeOf(path) !== null;
}

export function mediaTypeOf(path: string): string | null {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(types, ending) ? (types[ending] ?? null) : null;
}

export function isDrawable(mediaType: string): boolean {
  return !undrawable.has(mediaType);
}
