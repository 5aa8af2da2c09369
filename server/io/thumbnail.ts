import { failed, ok, type Result } from '../protocol/failure.ts';
import { decodeTrouble } from './decode-trouble.ts';
import { DEFAULT_PIXEL_LIMIT, openImage } from './open-image.ts';
import { type ImageFile, readImageFile } from './read-image-file.ts';

/**
 * A WebP that fits into a square, aspect ratio kept, never enlarged; transparency stays.
 * @param sizePx edge of the square, in pixels
 */
export async function thumbnail(
  file: ImageFile | string,
  sizePx: number,
): Promise<Result<Uint8Array>> {
  if (!Number.isInteger(sizePx) || sizePx < 1) {
    const message = `A thumbnail cannot be ${sizePx} px large.`;
    return failed('internal', message, 'Please report this with the log.');
  }
  const named = typeof file === 'string' ? { path: file } : file;
  const read = await readImageFile(named);
  if (!read.ok) return read;
  const opened = await openImage(named.path, read.value, DEFAULT_PIXEL_LIMIT);
  if (!opened.ok) return opened;
  try {
    const webp = await opened.value.image
      .autoOrient()
      .resize(sizePx, sizePx, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .webp({ quality: 75, effort: 2 })
      .toBuffer();
    return ok(webp);
  } catch (error) {
    return decodeTrouble(named.path, error, opened.value);
  }
}
