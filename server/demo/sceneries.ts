import { type Background, ellipseAt, filled, foliage, rect, sky } from './backgrounds.ts';

/** Pictures without any sign: far strangers. */
export const sceneries: Readonly<Record<string, Background>> = {
  'a brick wall': (random, { width, height }) => {
    const brickHeight = random.between(18, 30);
    const parts = [filled(width, height, '#b9b0a6')];
    for (let row = 0; row * brickHeight < height; row += 1) {
      const offset = row % 2 === 0 ? 0 : brickHeight;
      for (let x = -offset; x < width; x += 2 * brickHeight) {
        const colour = `hsl(${random.between(8, 20).toFixed(0)},38%,${random.between(30, 45).toFixed(0)}%)`;
        const y = row * brickHeight + 2;
        parts.push(
          rect({ x: x + 2, y, width: 2 * brickHeight - 4, height: brickHeight - 4 }, colour),
        );
      }
    }
    return parts.join('');
  },
  'a cat': (random, size) => {
    const [x, y, r] = [
      size.width * 0.5,
      size.height * 0.55,
      size.width * random.between(0.2, 0.28),
    ];
    const fur = `hsl(${random.between(18, 38).toFixed(0)},42%,${random.between(32, 50).toFixed(0)}%)`;
    const ear = (side: number): string =>
      `<polygon points="${x + side * r * 0.85},${y - r * 0.2} ${x + side * r * 0.75},${y - r * 1.35} ${x + side * r * 0.15},${y - r * 0.75}" fill="${fur}"/>`;
    const eye = (side: number): string =>
      `${ellipseAt(x + side * r * 0.38, y - r * 0.12)} rx="${r * 0.14}" ry="${r * 0.2}" fill="#d8e36a"/>` +
      `${ellipseAt(x + side * r * 0.38, y - r * 0.12)} rx="${r * 0.05}" ry="${r * 0.18}" fill="#111"/>`;
    const nose = `<polygon points="${x - r * 0.1},${y + r * 0.2} ${x + r * 0.1},${y + r * 0.2} ${x},${y + r * 0.34}" fill="#c9828a"/>`;
    const head = `${ellipseAt(x, y)} rx="${r}" ry="${r * 0.88}" fill="${fur}"/>`;
    const body = `${ellipseAt(x, y + r * 1.7)} rx="${r * 1.1}" ry="${r * 1.3}" fill="${fur}"/>`;
    return foliage(random, size) + body + ear(-1) + ear(1) + head + eye(-1) + eye(1) + nose;
  },
  'a house': (random, size) => {
    const { width, height } = size;
    const [x, y, w] = [width * 0.2, height * 0.42, width * 0.6];
    const wall = `hsl(${random.between(20, 50).toFixed(0)},35%,75%)`;
    const roof = `<polygon points="${x - 12},${y} ${x + w / 2},${y - height * 0.28} ${x + w + 12},${y}" fill="#7d3b2e"/>`;
    const pane = (at: number): string =>
      rect({ x: at, y: y + 20, width: 34, height: 34 }, '#5d7488');
    const door = rect({ x: x + w / 2 - 16, y: y + 46, width: 32, height: height }, '#4d3626');
    const walls = rect({ x, y, width: w, height: height * 0.42 }, wall);
    return sky(random, size) + walls + roof + pane(x + 14) + pane(x + w - 48) + door;
  },
  'a tree': (random, size) => {
    const { width, height } = size;
    const trunk = rect({ x: width / 2 - 12, y: height * 0.5, width: 24, height }, '#5b4230');
    const crown = Array.from({ length: 90 }, () => {
      const x = width / 2 + random.normal() * width * 0.16;
      const y = height * 0.36 + random.normal() * height * 0.13;
      return `${ellipseAt(x, y)} rx="16" ry="13" fill="hsl(${random.between(85, 130).toFixed(0)},42%,${random.between(20, 42).toFixed(0)}%)"/>`;
    }).join('');
    return sky(random, size) + trunk + crown;
  },
  balloons: (random, size) => {
    const balloons = Array.from({ length: 9 }, () => {
      const [x, y] = [random.next() * size.width, random.next() * size.height * 0.8];
      const r = random.between(0.07, 0.15) * size.width;
      const colour = `hsl(${random.between(0, 360).toFixed(0)},75%,55%)`;
      const string = `<path d="M${x.toFixed(1)} ${y.toFixed(1)}v${size.height}" stroke="#666"/>`;
      return `${string}${ellipseAt(x, y)} rx="${r.toFixed(1)}" ry="${(r * 1.25).toFixed(1)}" fill="${colour}"/>`;
    }).join('');
    return sky(random, size) + balloons;
  },
  'a page of text': (random, { width, height }) => {
    const parts = [filled(width, height, '#efece4')];
    for (let y = 22; y < height - 14; y += 15) {
      for (let x = 20; x < width - 26; ) {
        const word = random.between(8, 34);
        parts.push(rect({ x, y, width: Math.min(word, width - 20 - x), height: 6 }, '#3a3a3f'));
        x += word + 6;
      }
    }
    return parts.join('');
  },
};
