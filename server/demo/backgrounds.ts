import type { Random } from './seeded-random.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Each background is a piece of SVG that fills the image. */
export type Background = (random: Random, size: Size) => string;

export const backgrounds: readonly Background[] = [sky, foliage, buildings, road];

export function sky(random: Random, { width, height }: Size): string {
  const hue = random.between(195, 225);
  const horizon = height * random.between(0.6, 0.9);
  const top = `hsl(${hue.toFixed(0)},${random.between(25, 65).toFixed(0)}%,62%)`;
  const clouds = Array.from({ length: 4 + random.index(5) }, () => {
    const at = ellipseAt(random.next() * width, random.next() * horizon);
    const reach = random.between(0.08, 0.25) * width;
    return `${at} rx="${reach.toFixed(1)}" ry="${(reach * 0.3).toFixed(1)}" fill="#fff" opacity=".35"/>`;
  }).join('');
  const ground = `hsl(${random.between(70, 120).toFixed(0)},30%,${random.between(25, 45).toFixed(0)}%)`;
  return (
    gradient('sky', top, `hsl(${hue.toFixed(0)},35%,85%)`) +
    filled(width, height, 'url(#sky)') +
    clouds +
    `<rect y="${horizon.toFixed(1)}" width="${width}" height="${height}" fill="${ground}"/>`
  );
}

export function foliage(random: Random, { width, height }: Size): string {
  const hue = random.between(70, 140);
  const leaves = Array.from({ length: 150 }, () => {
    const reach = random.between(0.015, 0.06) * width;
    const light = random.between(14, 48).toFixed(0);
    const colour = `hsl(${(hue + random.normal() * 12).toFixed(0)},38%,${light}%)`;
    const at = ellipseAt(random.next() * width, random.next() * height);
    return `${at} rx="${reach.toFixed(1)}" ry="${(reach * 0.6).toFixed(1)}" fill="${colour}"/>`;
  }).join('');
  return filled(width, height, `hsl(${hue.toFixed(0)},35%,20%)`) + leaves;
}

export function buildings(random: Random, { width, height }: Size): string {
  const parts = [sky(random, { width, height })];
  let x = -random.next() * 40;
  while (x < width) {
    const houseWidth = random.between(0.22, 0.4) * width;
    const top = height * random.between(0.05, 0.5);
    const hue = random.pick([18, 30, 45, 210]);
    const light = random.between(35, 70);
    const wall = `hsl(${hue},${random.between(8, 30).toFixed(0)}%,${light.toFixed(0)}%)`;
    parts.push(rect({ x, y: top, width: houseWidth, height: height - top }, wall));
    const pane = `hsl(210,20%,${(light * 0.5).toFixed(0)}%)`;
    for (let wy = top + 12; wy < height - 20; wy += 30) {
      for (let wx = x + 8; wx < x + houseWidth - 14; wx += 24) {
        parts.push(rect({ x: wx, y: wy, width: 12, height: 17 }, pane));
      }
    }
    x += houseWidth + random.between(0, 12);
  }
  return parts.join('');
}

export function road(random: Random, { width, height }: Size): string {
  const horizon = height * random.between(0.45, 0.65);
  const middle = width * random.between(0.3, 0.7);
  const grey = random.between(28, 48).toFixed(0);
  const bottom = `${(-0.2 * width).toFixed(1)},${height} ${(1.2 * width).toFixed(1)},${height}`;
  const asphalt = `<polygon points="${middle.toFixed(1)},${horizon.toFixed(1)} ${bottom}" fill="hsl(220,5%,${grey}%)"/>`;
  const mark = `${(middle - 2).toFixed(1)},${height} ${(middle + 14).toFixed(1)},${height}`;
  const stripe = `<polygon points="${middle.toFixed(1)},${horizon.toFixed(1)} ${mark}" fill="#ddd" opacity=".7"/>`;
  return sky(random, { width, height }) + asphalt + stripe;
}

export function rect(at: Size & { x: number; y: number }, fill: string): string {
  const place = `x="${at.x.toFixed(1)}" y="${at.y.toFixed(1)}"`;
  return `<rect ${place} width="${at.width.toFixed(1)}" height="${at.height.toFixed(1)}" fill="${fill}"/>`;
}

export function gradient(id: string, from: string, to: string): string {
  const stops = `<stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/>`;
  return `<linearGradient id="${id}" x2="0" y2="1">${stops}</linearGradient>`;
}

export function filled(width: number, height: number, fill: string): string {
  return `<rect width="${width}" height="${height}" fill="${fill}"/>`;
}

/** The start of an ellipse; the caller adds radii and colour. */
export function ellipseAt(x: number, y: number): string {
  return `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}"`;
}
