import { createCipheriv } from 'node:crypto';
import sharp from 'sharp';

const KERNEL_WIDTH = 5;
const KERNEL_HEIGHT = 7;
const SIGMA_MIN = 0.2;
const SIGMA_MAX = 5;

/**
 * Uniform noise, blurred by a Gaussian 5 wide and 7 high with sigma uniform in 0.2..5 pixels
 * (grood.md, Fit 2, `noise`). The same seed and number give the same image.
 * @returns RGB bytes [height, width, 3]
 */
export async function noiseImage(
  size: { readonly height: number; readonly width: number },
  random: { readonly seed: number; readonly number: number },
): Promise<Uint8Array> {
  const { height, width } = size;
  const bytes = uniformBytes(4 + height * width * 3, random);
  const share = bytes.readUInt32LE(0) / 2 ** 32;
  const sigma = SIGMA_MIN + share * (SIGMA_MAX - SIGMA_MIN);
  const raw = { width, height, channels: 3 as const };
  const blurred = await sharp(bytes.subarray(4), { raw })
    .convolve({ width: KERNEL_WIDTH, height: KERNEL_HEIGHT, kernel: gaussianKernel(sigma) })
    .raw()
    .toBuffer();
  return new Uint8Array(blurred.buffer, blurred.byteOffset, blurred.byteLength);
}

/** A key stream is uniform, repeatable on every platform and needs no loop over pixels. */
function uniformBytes(count: number, random: { seed: number; number: number }): Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32LE(random.seed >>> 0, 0);
  const counter = Buffer.alloc(16);
  counter.writeUInt32BE(random.number, 0);
  return createCipheriv('aes-128-ctr', key, counter).update(Buffer.alloc(count));
}

/** Row-major, not normalised: sharp divides by the sum. */
function gaussianKernel(sigma: number): number[] {
  const weight = (distance: number): number => Math.exp(-(distance ** 2) / (2 * sigma ** 2));
  return Array.from({ length: KERNEL_WIDTH * KERNEL_HEIGHT }, (_, index) => {
    const x = (index % KERNEL_WIDTH) - (KERNEL_WIDTH - 1) / 2;
    const y = Math.floor(index / KERNEL_WIDTH) - (KERNEL_HEIGHT - 1) / 2;
    return weight(x) * weight(y);
  });
}
