import sharp, { type Sharp } from 'sharp';
import { failed, ok, type Result } from '../protocol/failure.ts';
import { decodeBmp } from './decode-bmp.ts';
import { decodeTrouble } from './decode-trouble.ts';
import { imageFormatOf } from './image-format.ts';
import { plainJpeg } from './jpeg-header.ts';

/** The largest square that libvips and browsers take, 16,383 a side: 268 megapixels. */
export const DEFAULT_PIXEL_LIMIT: number = 0x3fff * 0x3fff;

export interface OpenedImage {
  readonly image: Sharp;
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** 8-bit YCbCr without orientation or transparency: needs nothing but the resize. */
  readonly isPlain: boolean;
}

/** Checks what the bytes are and how large, and decodes no pixel yet. */
export async function openImage(
  path: string,
  bytes: Uint8Array,
  pixelLimit: number,
): Promise<Result<OpenedImage>> {
  const format = imageFormatOf(bytes);
  if (format === null || !format.isDecodable) return notDecodable(path, format?.name ?? null);
  try {
    if (format.name === 'bmp') return openBmp(path, bytes, pixelLimit);
    const plain = format.name === 'jpeg' ? plainJpeg(bytes) : null;
    const image = sharp(bytes, { ...inputOptions, limitInputPixels: pixelLimit });
    const { width, height } = plain ?? (await sizeOf(bytes));
    if (width * height > pixelLimit) return tooManyPixels(path, width, height, pixelLimit);
    const isPlain = plain?.components === 3;
    return ok({ image, width, height, format: format.name, isPlain });
  } catch (error) {
    return decodeTrouble(path, error, { format: format.name });
  }
}

// libvips' cache of operations only costs here: no image is decoded twice. One thread an image:
// several images are decoded side by side, and the engine computes on the other processor.
sharp.cache(false);
sharp.concurrency(1);

const inputOptions = {
  // Pixels that are missing or damaged are no pixels; harmless oddities (`warning`) pass.
  failOn: 'error',
  // The bundled backbone and most published models were trained without colour management.
  ignoreIcc: true,
} as const;

async function sizeOf(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  // Reading a header allocates no pixels, and a sentence can name the size only without a limit.
  const header = sharp(bytes, { ...inputOptions, limitInputPixels: false });
  return (await header.metadata()).autoOrient;
}

function openBmp(path: string, bytes: Uint8Array, pixelLimit: number): Result<OpenedImage> {
  const decoded = decodeBmp(path, bytes, pixelLimit);
  if (!decoded.ok) return decoded;
  const { data, width, height } = decoded.value;
  if (width * height > pixelLimit) return tooManyPixels(path, width, height, pixelLimit);
  const raw = { width, height, channels: 3 } as const;
  const image = sharp(data, { raw, limitInputPixels: pixelLimit });
  return ok({ image, width, height, format: 'bmp', isPlain: true });
}

function tooManyPixels(path: string, width: number, height: number, limit: number) {
  const size = `${width.toLocaleString('en')} x ${height.toLocaleString('en')} pixels`;
  const allowed = `${Math.round(limit / 1e6)} megapixels`;
  const message = `${path} has ${size}, more than the ${allowed} allowed.`;
  return failed('unreadable-image', message, 'Save it smaller; models see a few hundred pixels.');
}

function notDecodable(path: string, format: string | null) {
  if (format === null) {
    const hint = 'Open it in an image viewer; if it is no image, leave it out with --exclude.';
    return failed('unreadable-image', `${path} is not an image in a format we know.`, hint);
  }
  if (format === 'video') {
    const hint = 'Leave it out with --exclude, or save single frames as JPEG.';
    return failed('unreadable-image', `${path} is a video, not an image.`, hint);
  }
  const message = `${path} is ${format.toUpperCase()}, which the decoder does not read.`;
  return failed('unreadable-image', message, 'Convert it to JPEG or PNG.');
}
