import { line, type Point, type Shape } from './shapes.ts';

/** Letters as strokes in a box of 1 wide and 2 high, centred; only those that the signs need. */
const strokes: Readonly<Record<string, readonly (readonly Point[])[]>> = {
  S: [arc({ x: 0, y: -0.5, from: -20, to: -270 }), arc({ x: 0, y: 0.5, from: -90, to: 160 })],
  T: [
    [
      [-0.5, -1],
      [0.5, -1],
    ],
    [
      [0, -1],
      [0, 1],
    ],
  ],
  O: [arc({ x: 0, y: 0, from: 0, to: 360, tall: 1 })],
  P: [
    [[-0.4, 1], [-0.4, -1], [0.05, -1], ...arc({ x: 0.05, y: -0.5, from: -90, to: 90 }), [-0.4, 0]],
  ],
  H: [
    [
      [-0.45, -1],
      [-0.45, 1],
    ],
    [
      [0.45, -1],
      [0.45, 1],
    ],
    [
      [-0.45, 0],
      [0.45, 0],
    ],
  ],
  '3': [arc({ x: 0, y: -0.5, from: -160, to: 90 }), arc({ x: 0, y: 0.5, from: -90, to: 160 })],
  '0': [arc({ x: 0, y: 0, from: 0, to: 360, tall: 1 })],
  '!': [
    [
      [0, -1],
      [0, 0.35],
    ],
    [
      [0, 0.85],
      [0, 1],
    ],
  ],
};

export interface Lettering {
  readonly text: string;
  readonly height: number;
  readonly colour: string;
  /** Width of the strokes as a share of the height. */
  readonly weight: number;
}

/** A centred word as lines. */
export function lettering({ text, height, colour, weight }: Lettering): Shape[] {
  const scale = height / 2;
  const advance = 1.5 * scale;
  return [...text].flatMap((letter, i) => {
    const x = (i - (text.length - 1) / 2) * advance;
    return (strokes[letter] ?? []).map((stroke) => {
      const points = stroke.map(([px, py]): Point => [px * scale + x, py * scale]);
      return line(points, colour, weight * height);
    });
  });
}

function arc(of: { x: number; y: number; from: number; to: number; tall?: number }): Point[] {
  const steps = 14;
  return Array.from({ length: steps + 1 }, (_, i): Point => {
    const angle = (of.from + ((of.to - of.from) * i) / steps) * (Math.PI / 180);
    return [of.x + 0.5 * Math.cos(angle), of.y + (of.tall ?? 0.5) * Math.sin(angle)];
  });
}
