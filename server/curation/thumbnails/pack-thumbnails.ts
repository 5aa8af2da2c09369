import { stat } from 'node:fs/promises';
import type { ImageFile } from '../../io/read-image-file.ts';
import { thumbnail } from '../../io/thumbnail.ts';
import { failed, ok, type Result } from '../../protocol/failure.ts';
import type { ThumbnailsAnswer } from '../../protocol/lsp.ts';
import { noCache, type ThumbnailCache, type ThumbnailKey } from './thumbnail-cache.ts';

export const MOST_THUMBNAILS = 200;
export const LARGEST_THUMBNAIL_PX = 192;

/** Made at a time; sharp's own threads do the work. */
const MADE_TOGETHER = 4;

export interface PackOptions {
  readonly sizePx: number;
  readonly cache?: ThumbnailCache;
  readonly signal?: AbortSignal;
}

/**
 * WebP pictures of images in one piece, with their places, in the order asked for. An image that
 * can't be read has a place of length 0.
 */
export async function packThumbnails(
  files: readonly ImageFile[],
  { sizePx, cache = noCache, signal }: PackOptions,
): Promise<Result<ThumbnailsAnswer>> {
  const isSize = Number.isInteger(sizePx) && sizePx >= 1 && sizePx <= LARGEST_THUMBNAIL_PX;
  if (files.length > MOST_THUMBNAILS || !isSize) {
    const limits = `${MOST_THUMBNAILS} pictures of ${LARGEST_THUMBNAIL_PX} px`;
    const message = `${files.length} pictures of ${sizePx} px were asked for, more than ${limits}.`;
    return failed('usage', message, 'Ask for fewer or smaller ones.');
  }
  const pictures = new Array<Uint8Array | null>(files.length).fill(null);
  const made: { key: ThumbnailKey; webp: Uint8Array }[] = [];
  let next = 0;
  const maker = async (): Promise<void> => {
    while (next < files.length) {
      signal?.throwIfAborted();
      const index = next++;
      const file = files[index]!;
      const key = await keyOf(file, sizePx);
      const known = key === null ? null : cache.find(key);
      const webp = known ?? (key === null ? null : await picture(file, sizePx));
      pictures[index] = webp;
      if (key !== null && webp !== null && known === null) made.push({ key, webp });
    }
  };
  try {
    await Promise.all(Array.from({ length: MADE_TOGETHER }, maker));
  } finally {
    cache.put(made);
  }
  return ok(pack(pictures));
}

async function picture(file: ImageFile, sizePx: number): Promise<Uint8Array | null> {
  const made = await thumbnail(file, sizePx);
  return made.ok ? made.value : null;
}

async function keyOf({ path, pathBytes }: ImageFile, sizePx: number): Promise<ThumbnailKey | null> {
  const place = pathBytes === undefined ? path : Buffer.from(pathBytes);
  const stats = await stat(place).catch(() => null);
  if (stats === null) return null;
  return { path: place, sizeBytes: stats.size, mtimeMs: stats.mtimeMs, sizePx };
}

function pack(pictures: readonly (Uint8Array | null)[]): ThumbnailsAnswer {
  const places: { offset: number; length: number }[] = [];
  let offset = 0;
  for (const webp of pictures) {
    const length = webp?.length ?? 0;
    places.push({ offset, length });
    offset += length;
  }
  const bytes = Buffer.concat(pictures.filter((webp) => webp !== null));
  return { bytes: bytes.toString('base64'), places };
}
