import { lettering } from './letters.ts';
import { box, disc, line, moved, type Point, polygon, type Shape } from './shapes.ts';

const red = '#c1121f';
const blue = '#1450b4';
const white = '#f4f4f0';
const yellow = '#f2b705';
const black = '#16161a';
const green = '#0b6b3a';

/** The eight classes of the demo: what the detector learns. */
export const knownSigns: Readonly<Record<string, readonly Shape[]>> = {
  stop: [
    polygon({ sides: 8, radius: 1, turn: 22.5 }, white),
    polygon({ sides: 8, radius: 0.92, turn: 22.5 }, red),
    ...lettering({ text: 'STOP', height: 0.56, colour: white, weight: 0.2 }),
  ],
  yield: [
    moved(polygon({ sides: 3, radius: 1.12, turn: 180 }, red), [0, -0.12]),
    moved(polygon({ sides: 3, radius: 0.68, turn: 180 }, white), [0, -0.12]),
  ],
  'no-entry': [disc(1, white), disc(0.94, red), box(0.7, 0.17, white)],
  'speed-30': [
    disc(1, red),
    disc(0.74, white),
    ...lettering({ text: '30', height: 0.8, colour: black, weight: 0.17 }),
  ],
  priority: [
    polygon({ sides: 4, radius: 1.1 }, black),
    polygon({ sides: 4, radius: 1.05 }, white),
    polygon({ sides: 4, radius: 0.76 }, yellow),
  ],
  parking: [
    box(0.92, 0.92, white, 0.14),
    box(0.86, 0.86, blue, 0.12),
    ...lettering({ text: 'P', height: 1.15, colour: white, weight: 0.19 }),
  ],
  crossing: [
    box(0.92, 0.92, blue, 0.1),
    moved(polygon({ sides: 3, radius: 0.84 }, white), [0, 0.16]),
    ...pedestrian(),
  ],
  'turn-left': [disc(1, white), disc(0.95, blue), ...leftArrow()],
};

/** Signs that no class holds: near strangers. */
export const unknownSigns: Readonly<Record<string, readonly Shape[]>> = {
  'a warning triangle': [
    polygon({ sides: 3, radius: 1.15 }, black),
    polygon({ sides: 3, radius: 0.92 }, yellow),
    ...lettering({ text: '!', height: 0.72, colour: black, weight: 0.24 }).map((shape) =>
      moved(shape, [0, 0.12]),
    ),
  ],
  'a no-stopping sign': [
    disc(1, red),
    disc(0.8, blue),
    line(diagonal(0.62), red, 0.2),
    line(mirrored(diagonal(0.62)), red, 0.2),
  ],
  'an exit board': [
    box(1.25, 0.7, white, 0.1),
    box(1.2, 0.65, green, 0.08),
    box(0.5, 0.09, white),
    line(
      [
        [0.45, 0.35],
        [0.95, -0.3],
        [0.6, -0.25],
        [0.95, -0.3],
        [0.95, 0.05],
      ],
      white,
      0.14,
    ),
  ],
  'a level-crossing cross': [
    line(diagonal(1), white, 0.4),
    line(mirrored(diagonal(1)), white, 0.4),
    line(diagonal(0.45), red, 0.4),
    line(mirrored(diagonal(0.45)), red, 0.4),
    line(diagonal(0.22), white, 0.4),
  ],
  'an end-of-limits sign': [
    disc(1, black),
    disc(0.95, white),
    ...[-0.24, -0.08, 0.08, 0.24].map((x) =>
      moved(line(mirrored(diagonal(0.66)), black, 0.08), [x, x]),
    ),
  ],
  'a diversion board': [
    polygon({ sides: 4, radius: 1.1 }, black),
    polygon({ sides: 4, radius: 1.02 }, '#ee7a1a'),
    line(
      [
        [-0.35, 0.5],
        [-0.35, -0.1],
        [0.35, -0.1],
        [0.35, -0.45],
      ],
      black,
      0.2,
    ),
  ],
};

function pedestrian(): Shape[] {
  const limbs: Point[][] = [
    [
      [0.02, -0.1],
      [0, 0.16],
      [-0.14, 0.5],
    ],
    [
      [0, 0.16],
      [0.17, 0.5],
    ],
    [
      [-0.18, 0.14],
      [0.02, -0.06],
      [0.18, 0.12],
    ],
  ];
  const body = limbs.map((points) => line(points, black, 0.09));
  return [...body, moved(disc(0.09, black), [0.03, -0.24])];
}

function leftArrow(): Shape[] {
  const shaft = line(
    [
      [0.42, 0.58],
      [0.42, -0.1],
      [-0.2, -0.1],
    ],
    white,
    0.27,
  );
  const head: Point[] = [
    [-0.7, -0.1],
    [-0.16, -0.52],
    [-0.16, 0.32],
  ];
  return [shaft, { points: head, fill: white }];
}

function diagonal(reach: number): Point[] {
  return [
    [-reach, -reach],
    [reach, reach],
  ];
}

function mirrored(points: readonly Point[]): Point[] {
  return points.map(([x, y]) => [-x, y]);
}
