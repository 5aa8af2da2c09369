import type { Preprocessing } from '../protocol/preprocessing.ts';
import type { Model } from './engine-parts.ts';

const TARGET_MS = 100;
const PROBE_IMAGES = 4;
/**
 * A product with one row takes another path in the runtime (a matrix by a vector), whose sums are
 * rounded otherwise; from two rows on the features of an image are the same bits at any size.
 */
const SMALLEST = 2;
const LARGEST = 64;

/**
 * The power of two whose run takes about 100 ms here: long enough that its overhead does not
 * count, short enough that a cancel need not wait for it.
 */
export async function chooseBatchSize(model: Model, images: Preprocessing): Promise<number> {
  const { height, width } = images;
  const dims = [PROBE_IMAGES, height, width, 3];
  const data = new Uint8Array(PROBE_IMAGES * height * width * 3).fill(127);
  // The first run allocates and packs weights, and tells nothing.
  await model.run({ images: { data, dims } });
  const start = performance.now();
  await model.run({ images: { data, dims } });
  const imageMs = (performance.now() - start) / PROBE_IMAGES;
  const size = 2 ** Math.floor(Math.log2(TARGET_MS / imageMs));
  return Math.min(LARGEST, Math.max(SMALLEST, size));
}
