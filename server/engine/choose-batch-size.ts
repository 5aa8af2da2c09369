import type { Preprocessing } from '../protocol/preprocessing.ts';
import type { Model } from './engine-parts.ts';

const TARGET_MS = 40;
const PROBE_IMAGES = 4;
const PROBES = 3;
/**
 * A product with one row takes another path in the runtime (a matrix by a vector), whose sums are
 * rounded otherwise; from two rows on the features of an image are the same bits at any size.
 */
const SMALLEST = 2;
const LARGEST = 64;

/**
 * The power of two whose run takes about 40 ms here: long enough that its overhead does not count,
 * short enough that a cancel need not wait for it, and small enough for the processor's caches:
 * EfficientNet-Lite0 at 224 px takes 4.5 ms an image by 4, 4.9 ms by 8, 5.1 ms by 16, 5.6 ms by 32;
 * with a head of 1,600 training images 5.1, 5.2, 5.5 and 5.5 ms (CPU time, processors all busy).
 */
export async function chooseBatchSize(model: Model, images: Preprocessing): Promise<number> {
  // The first run allocates and packs weights: it tells only whether a model is slow.
  if ((await runMs(model, images, SMALLEST)) > 2 * TARGET_MS) return SMALLEST;
  let bestMs = TARGET_MS;
  // The best of a few: other programs disturb one run, seldom all.
  for (let probe = 0; probe < PROBES; probe++) {
    bestMs = Math.min(bestMs, await runMs(model, images, PROBE_IMAGES));
  }
  const size = 2 ** Math.floor(Math.log2((TARGET_MS * PROBE_IMAGES) / bestMs));
  return Math.min(LARGEST, Math.max(SMALLEST, size));
}

async function runMs(model: Model, { height, width }: Preprocessing, n: number): Promise<number> {
  const data = new Uint8Array(n * height * width * 3).fill(127);
  const start = performance.now();
  await model.run({ images: { data, dims: [n, height, width, 3] } });
  return performance.now() - start;
}
