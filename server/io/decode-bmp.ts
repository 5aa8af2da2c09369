import bmp from 'bmp-js';
import { failed, ok, type Result } from '../protocol/failure.ts';

export interface RawPixels {
  /** RGB, [height, width, 3]. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * bmp-js trusts the file: it allocates what the header asks for, takes any header for the 40-byte
 * one and ignores where the pixels begin. So sizes are checked first, and it is handed a plain
 * 40-byte header, the palette and the pixels. What it gets wrong is kept from it: colours in bit
 * masks (16 and 32 bits a pixel) are unpacked here, run-length encoding is refused.
 * @param path for sentences
 */
export function decodeBmp(path: string, bytes: Uint8Array, limit: number): Result<RawPixels> {
  const broken = (what: string) =>
    failed('unreadable-image', `${path} ${what}.`, 'Copy it again, or save it as PNG.');
  const header = bmpHeader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (header === null) return broken('is a BMP with a damaged or unknown header');
  const { width, height, bits, compression } = header;
  if (width * height > limit) return ok({ data: new Uint8Array(0), width, height });
  if (compression === RLE8 || compression === RLE4) {
    const message = `${path} is a BMP in run-length encoding, which the decoder does not read.`;
    return failed('unreadable-image', message, 'Convert it to JPEG or PNG.');
  }
  const stride = 4 * Math.ceil((width * bits) / 32);
  if (header.pixels.length < stride * height) return broken('is cut short');
  try {
    const data = bits === 16 || bits === 32 ? unpackMasks(header, stride) : askLibrary(header);
    return ok({ data, width, height });
  } catch {
    return broken('is a BMP with damaged pixels');
  }
}

const RLE8 = 1;
const RLE4 = 2;
const BITFIELDS = 3;

interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly isTopDown: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly masks: readonly [number, number, number];
  readonly palette: Buffer;
  readonly pixels: Buffer;
}

function bmpHeader(file: Buffer): BmpHeader | null {
  if (file.length < 54) return null;
  const size = file.readUInt32LE(14);
  const width = file.readInt32LE(18);
  const signedHeight = file.readInt32LE(22);
  const height = Math.abs(signedHeight);
  const bits = file.readUInt16LE(28);
  const compression = file.readUInt32LE(30);
  const offset = file.readUInt32LE(10);
  const allowed = compressionsByBits[bits];
  if (size < 40 || size > 124 || width <= 0 || height === 0 || offset > file.length) return null;
  if (allowed === undefined || !allowed.includes(compression)) return null;
  const named = compression === BITFIELDS && file.length >= 66;
  if (compression === BITFIELDS && !named) return null;
  const standard = bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
  const masks = standard.map((mask, i) => (named ? file.readUInt32LE(54 + 4 * i) : mask));
  const colors = bits > 8 ? 0 : Math.min(file.readUInt32LE(46) || 2 ** bits, 2 ** bits);
  // Pixels that name a colour past a short palette are black.
  const palette = Buffer.alloc(bits > 8 ? 0 : 4 * 2 ** bits);
  file.copy(palette, 0, 14 + size, Math.min(14 + size + 4 * colors, offset));
  const [red, green, blue] = masks as [number, number, number];
  return {
    ...{ width, height, bits, compression, palette, isTopDown: signedHeight < 0 },
    ...{ masks: [red, green, blue], pixels: file.subarray(offset) },
  };
}

const compressionsByBits: Readonly<Record<number, readonly number[]>> = {
  1: [0],
  4: [0, RLE4],
  8: [0, RLE8],
  16: [0, BITFIELDS],
  24: [0],
  32: [0, BITFIELDS],
};

function askLibrary(header: BmpHeader): Uint8Array {
  const { width, height, bits, palette, pixels, isTopDown } = header;
  const plain = Buffer.alloc(54);
  plain.write('BM', 'latin1');
  plain.writeUInt32LE(40, 14);
  plain.writeInt32LE(width, 18);
  plain.writeInt32LE(isTopDown ? -height : height, 22);
  plain.writeUInt16LE(1, 26);
  plain.writeUInt16LE(bits, 28);
  const { data } = bmp.decode(Buffer.concat([plain, palette, pixels]));
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from + 3]!;
    rgb[to + 1] = data[from + 2]!;
    rgb[to + 2] = data[from + 1]!;
  }
  return rgb;
}

// The fourth byte of 32-bit pixels is left out: few writers mean it as transparency.
function unpackMasks({ width, height, bits, masks, pixels, isTopDown }: BmpHeader, stride: number) {
  const rgb = new Uint8Array(width * height * 3);
  const channels = masks.map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, highest: mask >>> shift };
  });
  for (let y = 0; y < height; y++) {
    const row = (isTopDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++) {
      const at = row + (x * bits) / 8;
      const pixel = bits === 16 ? pixels.readUInt16LE(at) : pixels.readUInt32LE(at);
      for (let c = 0; c < 3; c++) {
        const { mask, shift, highest } = channels[c]!;
        const value = ((pixel & mask) >>> 0) >>> shift;
        rgb[(y * width + x) * 3 + c] = highest === 0 ? 0 : Math.round((value * 255) / highest);
      }
    }
  }
  return rgb;
}
