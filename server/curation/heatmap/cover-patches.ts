/** Pixels of an RGB picture, [height, width, 3], row by row. */
export interface Picture {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/**
 * A copy of the picture for each cell of a grid, in which a window around the cell is covered; one
 * after the other, row by row. Windows are twice as wide and high as cells, so they overlap: what
 * lies on the border of two cells is covered whole by both.
 *
 * The cover is drawn from the window's own border: each pixel is a mean of the four border pixels
 * beside, above and below it, the nearer the more. A plain colour would have edges of its own, which
 * a backbone sees.
 */
export function coverPatches(picture: Picture, { rows, columns }: Grid): Uint8Array {
  const { pixels } = picture;
  const copies = new Uint8Array(rows * columns * pixels.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const copy = copies
        .subarray((row * columns + column) * pixels.length)
        .subarray(0, pixels.length);
      copy.set(pixels);
      cover(copy, picture, windowOf({ row, column }, { rows, columns }, picture));
    }
  }
  return copies;
}

/** Half-open, in pixels. */
interface Window {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function windowOf(
  { row, column }: { readonly row: number; readonly column: number },
  { rows, columns }: Grid,
  { height, width }: Picture,
): Window {
  const along = (cell: number, cells: number, size: number): readonly [number, number] => [
    Math.max(0, Math.round(((cell - 0.5) * size) / cells)),
    Math.min(size, Math.round(((cell + 1.5) * size) / cells)),
  ];
  const [left, right] = along(column, columns, width);
  const [top, bottom] = along(row, rows, height);
  return { left, right, top, bottom };
}

function cover(into: Uint8Array, { pixels, height, width }: Picture, window: Window): void {
  const { left, right, top, bottom } = window;
  // Border pixels lie just outside; at the picture's edge there is none, and it does not count.
  const sides = { left: left > 0, right: right < width, top: top > 0, bottom: bottom < height };
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const weights = [
        sides.left ? 1 / (x - left + 1) : 0,
        sides.right ? 1 / (right - x) : 0,
        sides.top ? 1 / (y - top + 1) : 0,
        sides.bottom ? 1 / (bottom - y) : 0,
      ] as const;
      const places = [
        y * width + left - 1,
        y * width + right,
        (top - 1) * width + x,
        bottom * width + x,
      ] as const;
      const total = weights[0] + weights[1] + weights[2] + weights[3];
      if (total === 0) continue;
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let side = 0; side < 4; side++) {
          const weight = weights[side]!;
          if (weight > 0) sum += weight * pixels[places[side]! * 3 + channel]!;
        }
        into[(y * width + x) * 3 + channel] = Math.round(sum / total);
      }
    }
  }
}
