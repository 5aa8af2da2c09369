import { createHash } from 'node:crypto';
import { existsSync, globSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { type Random, seededRandom } from '../../../server/demo/seeded-random.ts';
import { sharedPath } from '../../shared-material.ts';
import { needed } from '../bench.ts';
import { cacheFolder, freshFolder } from '../cache-folder.ts';
import { peerFolder } from '../peer/prepare-peer.ts';

const LONG_EDGE = 500;
const SHORT_EDGE = 375;
const QUALITY = { low: 85, high: 92 };

// Photographs that come inside Python packages for teaching; drawings and microscopy are left out.
const packaged = [
  'sklearn/datasets/images/{china,flower}.jpg',
  'skimage/data/{astronaut,chelsea,coffee,motorcycle_left,motorcycle_right}.png',
  'skimage/data/rocket.jpg',
];

/**
 * Photographs of 500 x 375 as cameras and web sites store them (JPEG, quality 85 to 92, 4:2:0),
 * made from the few that can be had: random crops, scales, mirror images and light. The same files
 * from the same sources, whichever machine makes them with this version of sharp.
 * @throws {Skipped} where there is no photograph at all
 */
export async function photographs(count: number): Promise<string> {
  const sources = photographSources();
  const reason = 'Neither ../shared/backbone/samples nor photographs in Python packages are there.';
  needed(sources.length > 0 ? sources : null, reason);
  const key = createHash('sha256').update(sources.join('\n')).digest('hex').slice(0, 8);
  const folder = join(cacheFolder('photographs'), `${count} from ${sources.length} ${key}`);
  if (existsSync(folder)) return folder;
  const part = freshFolder('making-photographs');
  for (let i = 0; i < count; i++) {
    const random = seededRandom(`photograph ${i}`);
    const source = sources[i % sources.length]!;
    const file = join(part, `${String(i).padStart(5, '0')}.jpg`);
    await writePhotograph(source, random, file);
  }
  renameSync(part, folder);
  return folder;
}

function photographSources(): string[] {
  const samples = sharedPath('backbone', 'samples');
  const own = samples === null ? [] : globSync(join(samples, '*.JPEG'));
  const site = globSync(join(peerFolder(), 'venv', 'lib', 'python*', 'site-packages'))[0];
  const others = site === undefined ? [] : packaged.flatMap((glob) => globSync(join(site, glob)));
  return [...own, ...others].sort();
}

async function writePhotograph(source: string, random: Random, file: string): Promise<void> {
  const isUpright = random.next() < 0.3;
  const width = isUpright ? SHORT_EDGE : LONG_EDGE;
  const height = isUpright ? LONG_EDGE : SHORT_EDGE;
  const original = sharp(source).removeAlpha().toColourspace('srgb');
  const { width: sourceWidth, height: sourceHeight } = await original.metadata();
  const largest = Math.min(sourceWidth / width, sourceHeight / height);
  const scale = largest * random.between(0.6, 1);
  const crop = { width: Math.floor(width * scale), height: Math.floor(height * scale) };
  const left = random.index(sourceWidth - crop.width + 1);
  const top = random.index(sourceHeight - crop.height + 1);
  const pixels = await original
    .extract({ left, top, ...crop })
    .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
    .flop(random.next() < 0.5)
    .modulate({ brightness: random.between(0.8, 1.2), saturation: random.between(0.8, 1.2) })
    .raw()
    .toBuffer();
  // Enlarged crops are smoother than photographs: a sensor's grain gives back the missing detail,
  // and with it the size of the file and the work of decoding it.
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = Math.max(0, Math.min(255, Math.round(pixels[i]! + 4 * random.normal())));
  }
  const quality = QUALITY.low + random.index(QUALITY.high - QUALITY.low + 1);
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toFile(file);
}
