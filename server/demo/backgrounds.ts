import type { Random } from './seeded-random.ts';
import { ellipse, filled, gradient, hsl, polygon, rect, type Size } from './svg.ts';

/** Each background is a piece of SVG that fills the image. */
export type Background = (random: Random, size: Size) => string;

export const backgrounds: readonly Background[] = [sky, foliage, buildings, road];

export function sky(random: Random, size: Size): string {
  const { width, height } = size;
  const hue = random.between(195, 225);
  const horizon = height * random.between(0.6, 0.9);
  const top = hsl(hue, random.between(25, 65), 62);
  const clouds = Array.from({ length: 4 + random.index(5) }, () => {
    const [x, y] = [random.next() * width, random.next() * horizon];
    const rx = random.between(0.08, 0.25) * width;
    return ellipse({ x, y, rx, ry: rx * 0.3 }, '#fff', 0.35);
  });
  const ground = hsl(random.between(70, 120), 30, random.between(25, 45));
  return [
    gradient('sky', top, hsl(hue, 35, 85)),
    filled(size, 'url(#sky)'),
    ...clouds,
    rect({ x: 0, y: horizon, width, height }, ground),
  ].join('');
}

export function foliage(random: Random, size: Size): string {
  const { width, height } = size;
  const hue = random.between(70, 140);
  const leaves = Array.from({ length: 150 }, () => {
    const rx = random.between(0.015, 0.06) * width;
    const colour = hsl(hue + random.normal() * 12, 38, random.between(14, 48));
    const [x, y] = [random.next() * width, random.next() * height];
    return ellipse({ x, y, rx, ry: rx * 0.6 }, colour);
  });
  return [filled(size, hsl(hue, 35, 20)), ...leaves].join('');
}

function buildings(random: Random, size: Size): string {
  const { width, height } = size;
  const parts = [sky(random, size)];
  let x = -random.next() * 40;
  while (x < width) {
    const houseWidth = random.between(0.22, 0.4) * width;
    const top = height * random.between(0.05, 0.5);
    const light = random.between(35, 70);
    const wall = hsl(random.pick([18, 30, 45, 210]), random.between(8, 30), light);
    parts.push(rect({ x, y: top, width: houseWidth, height: height - top }, wall));
    const pane = hsl(210, 20, light * 0.5);
    for (let wy = top + 12; wy < height - 20; wy += 30) {
      for (let wx = x + 8; wx < x + houseWidth - 14; wx += 24) {
        parts.push(rect({ x: wx, y: wy, width: 12, height: 17 }, pane));
      }
    }
    x += houseWidth + random.between(0, 12);
  }
  return parts.join('');
}

function road(random: Random, size: Size): string {
  const { width, height } = size;
  const top: [number, number] = [
    width * random.between(0.3, 0.7),
    height * random.between(0.45, 0.65),
  ];
  const asphalt = hsl(220, 5, random.between(28, 48));
  const surface = polygon([top, [-0.2 * width, height], [1.2 * width, height]], asphalt);
  const stripe = polygon([top, [top[0] - 2, height], [top[0] + 14, height]], '#ddd', 0.7);
  return sky(random, size) + surface + stripe;
}
