import { type Background, foliage, sky } from './backgrounds.ts';
import type { Random } from './seeded-random.ts';
import { ellipse, filled, hsl, polygon, rect, type Size } from './svg.ts';

/** Pictures without any sign: far strangers. */
export const sceneries: Readonly<Record<string, Background>> = {
  'a brick wall': brickWall,
  'a cat': cat,
  'a house': house,
  'a tree': tree,
  balloons,
  'a page of text': page,
};

function brickWall(random: Random, size: Size): string {
  const course = random.between(18, 30);
  const parts = [filled(size, '#b9b0a6')];
  for (let row = 0; row * course < size.height; row += 1) {
    const start = row % 2 === 0 ? 0 : -course;
    for (let x = start; x < size.width; x += 2 * course) {
      const colour = hsl(random.between(8, 20), 38, random.between(30, 45));
      const brick = { x: x + 2, y: row * course + 2, width: 2 * course - 4, height: course - 4 };
      parts.push(rect(brick, colour));
    }
  }
  return parts.join('');
}

function cat(random: Random, size: Size): string {
  const r = size.width * random.between(0.2, 0.28);
  const [x, y] = [size.width * 0.5, size.height * 0.55];
  const fur = hsl(random.between(18, 38), 42, random.between(32, 50));
  const at = (dx: number, dy: number): [number, number] => [x + dx * r, y + dy * r];
  const ear = (side: number): string =>
    polygon([at(side * 0.85, -0.2), at(side * 0.75, -1.35), at(side * 0.15, -0.75)], fur);
  const eye = (side: number): string => {
    const [ex, ey] = at(side * 0.38, -0.12);
    const ball = ellipse({ x: ex, y: ey, rx: 0.14 * r, ry: 0.2 * r }, '#d8e36a');
    return ball + ellipse({ x: ex, y: ey, rx: 0.05 * r, ry: 0.18 * r }, '#111');
  };
  return [
    foliage(random, size),
    ellipse({ x, y: y + 1.7 * r, rx: 1.1 * r, ry: 1.3 * r }, fur),
    ear(-1),
    ear(1),
    ellipse({ x, y, rx: r, ry: 0.88 * r }, fur),
    eye(-1),
    eye(1),
    polygon([at(-0.1, 0.2), at(0.1, 0.2), at(0, 0.34)], '#c9828a'),
  ].join('');
}

function house(random: Random, size: Size): string {
  const { width, height } = size;
  const [x, y, w] = [width * 0.2, height * 0.42, width * 0.6];
  const wall = hsl(random.between(20, 50), 35, 75);
  const ridge: [number, number] = [x + w / 2, y - height * 0.28];
  const pane = (left: number): string =>
    rect({ x: left, y: y + 20, width: 34, height: 34 }, '#5d7488');
  return [
    sky(random, size),
    rect({ x, y, width: w, height: height * 0.42 }, wall),
    polygon([[x - 12, y], ridge, [x + w + 12, y]], '#7d3b2e'),
    pane(x + 14),
    pane(x + w - 48),
    rect({ x: x + w / 2 - 16, y: y + 46, width: 32, height }, '#4d3626'),
  ].join('');
}

function tree(random: Random, size: Size): string {
  const { width, height } = size;
  const crown = Array.from({ length: 90 }, () => {
    const x = width / 2 + random.normal() * width * 0.16;
    const y = height * 0.36 + random.normal() * height * 0.13;
    const green = hsl(random.between(85, 130), 42, random.between(20, 42));
    return ellipse({ x, y, rx: 16, ry: 13 }, green);
  });
  const trunk = rect({ x: width / 2 - 12, y: height * 0.5, width: 24, height }, '#5b4230');
  return [sky(random, size), trunk, ...crown].join('');
}

function balloons(random: Random, size: Size): string {
  const all = Array.from({ length: 9 }, () => {
    const [x, y] = [random.next() * size.width, random.next() * size.height * 0.8];
    const rx = random.between(0.07, 0.15) * size.width;
    const string = rect({ x, y, width: 1, height: size.height }, '#666');
    return string + ellipse({ x, y, rx, ry: rx * 1.25 }, hsl(random.between(0, 360), 75, 55));
  });
  return [sky(random, size), ...all].join('');
}

function page(random: Random, size: Size): string {
  const parts = [filled(size, '#efece4')];
  for (let y = 22; y < size.height - 14; y += 15) {
    for (let x = 20; x < size.width - 26; ) {
      const word = random.between(8, 34);
      const width = Math.min(word, size.width - 20 - x);
      parts.push(rect({ x, y, width, height: 6 }, '#3a3a3f'));
      x += word + 6;
    }
  }
  return parts.join('');
}
