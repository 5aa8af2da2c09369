import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

export type Colour = readonly [red: number, green: number, blue: number];

/**
 * Three classes that a swap of red and blue throws together: all are then nearest to pink, so that
 * no other class order explains it.
 */
export const COLOURS: Readonly<Record<string, Colour>> = {
  orange: [240, 140, 20],
  pink: [240, 100, 160],
  red: [220, 40, 40],
};

export const GREEN: Colour = [30, 200, 60];

const SIDE_PX = 32;
const WOBBLE = 60;
const NOISE = 30;

/** Numbers in [0, 1), the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/**
 * A noisy PNG of about one colour; `seed` makes it one of its kind. Without compression all have
 * the same size.
 */
export async function colourImage(
  path: string,
  colour: Colour,
  seed: number,
  options: { readonly isCompressed: boolean } = { isCompressed: true },
): Promise<void> {
  const next = random(seed * 7919 + 13);
  next();
  const shifts = colour.map((value) => value + (next() - 0.5) * WOBBLE);
  const pixels = Uint8Array.from({ length: SIDE_PX * SIDE_PX * 3 }, (_, i) =>
    Math.max(0, Math.min(255, shifts[i % 3]! + (next() - 0.5) * NOISE)),
  );
  await sharp(pixels, { raw: { width: SIDE_PX, height: SIDE_PX, channels: 3 } })
    .png({ compressionLevel: options.isCompressed ? 1 : 0 })
    .toFile(path);
}

/** `folder/0.png` ... of one colour, seeds from `first` on; returns the folder. */
export async function colourFolder(
  folder: string,
  colour: Colour,
  count: number,
  first = 0,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    await colourImage(join(folder, `${i}.png`), colour, first + i);
  }
  return folder;
}

/** A folder a class, each with `count` images, of which no two are alike. */
export async function classFolders(
  root: string,
  count: number,
  options: { readonly first?: number; readonly classes?: readonly string[] } = {},
): Promise<string> {
  const { first = 0, classes = Object.keys(COLOURS) } = options;
  for (const [index, name] of classes.entries()) {
    const seed = first + 10_000 * (index + 1);
    await colourFolder(join(root, name), COLOURS[name] ?? GREEN, count, seed);
  }
  return root;
}
