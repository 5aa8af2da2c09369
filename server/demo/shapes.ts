/**
 * Flat shapes in the plane of a sign: centre 0, 0, radius about 1, y downwards. Everything is a
 * list of points, letters too, so that perspective can bend it and no font is needed.
 */
export type Point = readonly [x: number, y: number];

export interface Shape {
  readonly points: readonly Point[];
  /** A colour: the shape is filled; without it, it is a line. */
  readonly fill?: string;
  readonly stroke?: string;
  /** Width of the line, in the unit of the points. */
  readonly width?: number;
}

export interface Turned {
  readonly sides: number;
  readonly radius: number;
  /** Degrees; 0 has a corner at the top. */
  readonly turn?: number;
}

export function polygon({ sides, radius, turn = 0 }: Turned, fill: string): Shape {
  const points = Array.from({ length: sides }, (_, i): Point => {
    const angle = ((i / sides) * 360 + turn - 90) * (Math.PI / 180);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  return { points, fill };
}

export function disc(radius: number, fill: string): Shape {
  return polygon({ sides: 48, radius }, fill);
}

/** An axis-parallel box with cut corners. */
export function box(halfWidth: number, halfHeight: number, fill: string, cut = 0): Shape {
  const [w, h, c] = [halfWidth, halfHeight, cut];
  const points: Point[] = [
    [-w + c, -h],
    [w - c, -h],
    [w, -h + c],
    [w, h - c],
    [w - c, h],
    [-w + c, h],
    [-w, h - c],
    [-w, -h + c],
  ];
  return { points, fill };
}

export function line(points: readonly Point[], stroke: string, width: number): Shape {
  return { points, stroke, width };
}

export function moved(shape: Shape, by: Point, scale = 1): Shape {
  const points = shape.points.map(([x, y]): Point => [x * scale + by[0], y * scale + by[1]]);
  return shape.width === undefined
    ? { ...shape, points }
    : { ...shape, points, width: shape.width * scale };
}
