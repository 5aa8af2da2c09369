/** Pieces of SVG; lengths in pixels, written with one decimal. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function rect(at: Size & { x: number; y: number }, fill: string, opacity = 1): string {
  const place = `x="${px(at.x)}" y="${px(at.y)}"`;
  const size = `width="${px(at.width)}" height="${px(at.height)}"`;
  return `<rect ${place} ${size}${paint(fill, opacity)}/>`;
}

export interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
}

export function ellipse({ x, y, rx, ry }: Ellipse, fill: string, opacity = 1): string {
  const place = `cx="${px(x)}" cy="${px(y)}" rx="${px(rx)}" ry="${px(ry)}"`;
  return `<ellipse ${place}${paint(fill, opacity)}/>`;
}

export function polygon(
  points: readonly (readonly [number, number])[],
  fill: string,
  opacity = 1,
): string {
  return `<polygon points="${pointList(points)}"${paint(fill, opacity)}/>`;
}

export function pointList(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y]) => `${px(x)},${px(y)}`).join(' ');
}

/** A gradient from top to bottom, used as `url(#id)`. */
export function gradient(id: string, from: string, to: string): string {
  const stops = `<stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/>`;
  return `<linearGradient id="${id}" x2="0" y2="1">${stops}</linearGradient>`;
}

export function filled(size: Size, fill: string, opacity = 1): string {
  return rect({ ...size, x: 0, y: 0 }, fill, opacity);
}

/** Degrees, percent, percent. */
export function hsl(hue: number, saturation: number, lightness: number): string {
  return `hsl(${hue.toFixed(0)},${saturation.toFixed(0)}%,${lightness.toFixed(0)}%)`;
}

function paint(fill: string, opacity: number): string {
  return ` fill="${fill}"${opacity === 1 ? '' : ` opacity="${opacity.toFixed(2)}"`}`;
}

function px(value: number): string {
  return value.toFixed(1);
}
