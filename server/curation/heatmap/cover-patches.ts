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

/** Half-open, in pixels. */
export interface Window {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Windows of `cells` x `cells` cells of a grid, at every cell's distance, and over the edges by as
 * much as keeps half of them inside: so every cell lies in about as many.
 */
export function windowsOf(picture: Picture, { rows, columns }: Grid, cells: number): Window[] {
  const along = (count: number, size: number): (readonly [number, number])[] => {
    const first = -Math.floor(cells / 2);
    const last = count - Math.ceil(cells / 2);
    return Array.from({ length: last - first + 1 }, (_, i) => [
      Math.max(0, Math.round(((first + i) * size) / count)),
      Math.min(size, Math.round(((first + i + cells) * size) / count)),
    ]);
  };
  return along(rows, picture.height).flatMap(([top, bottom]) =>
    along(columns, picture.width).map(([left, right]) => ({ left, right, top, bottom })),
  );
}

/**
 * Copies of a picture, one after the other, each with one window covered by the mean colour of the
 * rest. The cover fades out over `fadePx` around the window: a hard edge is a shape of its own, which
 * a backbone sees and finds strange.
 */
export function coverPatches(
  picture: Picture,
  windows: readonly Window[],
  fadePx: number,
): Uint8Array {
  const { pixels } = picture;
  const size = pixels.length;
  const copies = new Uint8Array(windows.length * size);
  const total = sumOf(picture, { left: 0, right: picture.width, top: 0, bottom: picture.height });
  windows.forEach((window, index) => {
    const copy = copies.subarray(index * size, (index + 1) * size);
    copy.set(pixels);
    // An empty window covers nothing: the picture itself.
    if (window.right === window.left) return;
    cover(copy, picture, { window, fadePx, colour: colourOfRest(picture, window, total) });
  });
  return copies;
}

type Colour = readonly [number, number, number];

function cover(
  into: Uint8Array,
  { height, width }: Picture,
  { window, fadePx, colour }: { window: Window; fadePx: number; colour: Colour },
): void {
  const { left, right, top, bottom } = window;
  const reach = Math.floor(fadePx);
  for (let y = Math.max(0, top - reach); y < Math.min(height, bottom + reach); y++) {
    const dy = Math.max(top - y, y - bottom + 1, 0);
    for (let x = Math.max(0, left - reach); x < Math.min(width, right + reach); x++) {
      const dx = Math.max(left - x, x - right + 1, 0);
      const share = dx === 0 && dy === 0 ? 1 : Math.max(0, 1 - Math.hypot(dx, dy) / fadePx);
      const place = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const old = into[place + channel]!;
        into[place + channel] = Math.round(old + share * (colour[channel]! - old));
      }
    }
  }
}

function colourOfRest(picture: Picture, window: Window, total: Colour): Colour {
  const inside = sumOf(picture, window);
  const area = (window.right - window.left) * (window.bottom - window.top);
  const rest = picture.width * picture.height - area;
  const mean = (channel: number): number => {
    return rest === 0 ? total[channel]! / area : (total[channel]! - inside[channel]!) / rest;
  };
  return [mean(0), mean(1), mean(2)];
}

function sumOf({ pixels, width }: Picture, { left, right, top, bottom }: Window): Colour {
  const sum: [number, number, number] = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let place = (y * width + left) * 3; place < (y * width + right) * 3; place += 3) {
      sum[0] += pixels[place]!;
      sum[1] += pixels[place + 1]!;
      sum[2] += pixels[place + 2]!;
    }
  }
  return sum;
}
