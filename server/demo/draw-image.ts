import sharp from 'sharp';
import { backgrounds } from './backgrounds.ts';
import { drawShape, type Pose, project, randomPose } from './perspective.ts';
import { sceneries } from './sceneries.ts';
import { type Random, seededRandom } from './seeded-random.ts';
import type { Shape } from './shapes.ts';
import { knownSigns, unknownSigns } from './signs.ts';
import { filled, hsl, polygon, rect, type Size } from './svg.ts';

/** What to draw: a sign of a class or an unknown one, or a picture without any sign. */
export interface Subject {
  readonly kind: 'sign' | 'scenery';
  readonly name: string;
}

/**
 * Draws one image as the bytes of a JPEG file: the same bytes for the same seed.
 * @param seed any text, one for each image
 */
export async function drawImage(subject: Subject, seed: string): Promise<Buffer> {
  const random = seededRandom(seed);
  const size = random.pick([
    { width: 256, height: 256 },
    { width: 288, height: 240 },
    { width: 240, height: 288 },
  ]);
  const scene =
    subject.kind === 'scenery'
      ? sceneries[subject.name]!(random, size)
      : signScene(knownSigns[subject.name] ?? unknownSigns[subject.name]!, random, size);
  const box = `width="${size.width}" height="${size.height}"`;
  const drawn = `${scene}${light(random, size)}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${box}>${drawn}</svg>`;
  const blurPx = Math.max(0.3, Math.abs(random.normal()) * 0.8);
  const quality = 72 + random.index(22);
  return sharp(Buffer.from(svg))
    .flatten({ background: '#808080' })
    .blur(blurPx)
    .composite([{ ...random.pick(grain), tile: true, blend: 'overlay' }])
    .jpeg({ quality })
    .toBuffer();
}

function signScene(sign: readonly Shape[], random: Random, size: Size): string {
  const pose = randomPose(random, size);
  const back = random.pick(backgrounds)(random, size);
  const shapes = sign.map((shape) => drawShape(shape, pose)).join('');
  return `${back}${pole(pose, random, size)}${shapes}`;
}

function pole(pose: Pose, random: Random, size: Size): string {
  const [x, y] = project([0, 0.5], pose);
  const half = pose.radiusPx * random.between(0.05, 0.09);
  const grey = hsl(210, 4, random.between(40, 70));
  return rect({ x: x - half, y, width: 2 * half, height: size.height }, grey);
}

/** Dusk, glare, warm or cold light, and a shadow across: laid over the scene. */
function light(random: Random, size: Size): string {
  const { width, height } = size;
  const strength = Math.min(0.55, Math.abs(random.normal()) * 0.22);
  const colour = random.pick(['#000', '#05102a', '#fff4d6', '#ffffff', '#2a1600']);
  const all = filled(size, colour, strength);
  if (random.next() < 0.6) return all;
  const x = random.next() * width;
  const foot = x + random.between(-80, 80);
  const corners: [number, number][] = [
    [x, 0],
    [width, 0],
    [width, height],
    [foot, height],
  ];
  return all + polygon(corners, '#000', random.between(0.1, 0.35));
}

const grainSidePx = 128;

/** Sensor noise as three grey tiles, faint to strong: one loop here instead of one an image. */
const grain = [5, 12, 22].map((deviation) => {
  const random = seededRandom(`grain ${deviation}`);
  const pixels = new Uint8Array(grainSidePx * grainSidePx * 3);
  for (let i = 0; i < pixels.length; i += 1) {
    pixels[i] = Math.max(0, Math.min(255, Math.round(128 + random.normal() * deviation)));
  }
  const raw = { width: grainSidePx, height: grainSidePx, channels: 3 as const };
  return { input: Buffer.from(pixels.buffer), raw };
});
