import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Preprocessing } from '../../server/protocol/preprocessing.ts';

/** RGB noise over a gradient: nothing in it is symmetric. */
export function noisyPixels(width: number, height: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    return Math.min(
      255,
      ((x * 120) / width + (y * 80) / height + (i % 3) * 20 + (state >>> 27)) | 0,
    );
  });
}

export function imageOf(pixels: Uint8Array, width: number, height: number): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

export function preprocessing(
  width: number,
  height: number,
  others: Partial<Preprocessing> = {},
): Preprocessing {
  return {
    ...{ width, height, resize: { rule: 'stretch' }, kernel: 'cubic', order: 'RGB' },
    ...{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], source: 'test', ...others },
  };
}

/** Mean absolute difference in grey levels. */
export function meanDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} bytes beside ${b.length}`);
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

export function writeTo(folder: string, name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
