import { hash } from 'node:crypto';
import sharp from 'sharp';
import { ok, type Result } from '../protocol/failure.ts';
import type { Preprocessing } from '../protocol/preprocessing.ts';
import { decodeTinyJpeg } from './decode-tiny-jpeg.ts';
import { decodeTrouble } from './decode-trouble.ts';
import { DEFAULT_PIXEL_LIMIT, openImage } from './open-image.ts';
import { type ImageFile, readImageFile } from './read-image-file.ts';
import { resized } from './resize-image.ts';

export interface ImageDecoder {
  /**
   * One read of the file gives its hash and its pixels: RGB, EXIF orientation applied, the first
   * frame, transparency on white, no colour management, resized as the preprocessing says.
   * @param into H x W x 3 bytes, overwritten; on failure its content is undefined
   */
  decode(file: ImageFile | string, into: Uint8Array): Promise<Result<DecodedImage>>;
}

export interface DecodedImage {
  /** SHA-256 of the file's bytes, hex. */
  readonly hash: string;
  /** Of the image in the file, in pixels, after orientation. */
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly sizeBytes: number;
}

/** @param limits pixelLimit: larger images are refused before anything is allocated for them */
export function createDecoder(
  preprocessing: Preprocessing,
  { pixelLimit = DEFAULT_PIXEL_LIMIT }: { readonly pixelLimit?: number } = {},
): ImageDecoder {
  const { width, height } = preprocessing;
  const takesWhole = preprocessing.resize.rule === 'stretch';
  return {
    async decode(file, into) {
      if (into.length !== width * height * 3) {
        throw new RangeError(`into has ${into.length} bytes, not ${width} x ${height} x 3`);
      }
      const named = typeof file === 'string' ? { path: file } : file;
      const read = await readImageFile(named);
      if (!read.ok) return read;
      const bytes = read.value;
      if (takesWhole && decodeTinyJpeg(bytes, width, height, into)) {
        const sizeBytes = bytes.length;
        return ok({ hash: hash('sha256', bytes, 'hex'), width, height, format: 'jpeg', sizeBytes });
      }
      const opened = await openImage(named.path, bytes, pixelLimit);
      if (!opened.ok) return opened;
      try {
        const image = opened.value;
        into.set(await resized(image, preprocessing).raw().toBuffer());
        const { format, width, height } = image;
        const sizeBytes = bytes.length;
        return ok({ hash: hash('sha256', bytes, 'hex'), width, height, format, sizeBytes });
      } catch (error) {
        return decodeTrouble(named.path, error, opened.value);
      }
    },
  };
}

/** To be recorded in detectors: another decoder or resizer moves features. */
export function decoderVersion(): { readonly name: string; readonly version: string } {
  const { sharp: own, vips } = sharp.versions;
  return { name: 'sharp', version: `${own} / libvips ${vips}` };
}
