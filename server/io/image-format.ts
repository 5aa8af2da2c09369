/** What the first bytes of a file say it is, whatever its name says. */
export interface ImageFormat {
  /** Lower case, as results and sentences write it: `jpeg`, `png`, `heic`. */
  readonly name: string;
  /** Whether our decoder reads it. */
  readonly isDecodable: boolean;
}

/** @param bytes the start of the file, 32 bytes are enough; null: no image format we know */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 32));
  const start = head.toString('latin1');
  const found = signatures.find(({ at, text }) => start.startsWith(text, at ?? 0));
  if (found === undefined) return null;
  if (found.name === 'webp' && !start.startsWith('WEBP', 8)) return null;
  const name = found.name === 'isobmff' ? brandOf(start) : found.name;
  return { name, isDecodable: decodable.has(name) };
}

/** Files with these endings are walked; the second row so that they become rows with a reason. */
export const imageExtensions: readonly string[] = [
  ...['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif', 'bmp', 'dib'],
  ...['heic', 'heif', 'hif', 'jxl', 'jp2', 'j2k', 'psd', 'dng', 'cr2', 'cr3', 'nef', 'arw', 'raf'],
];

/** @param name a file's name or path, bytes or text */
export function hasExtension(name: string, extensions: ReadonlySet<string>): boolean {
  const dot = name.lastIndexOf('.');
  return dot >= 0 && extensions.has(name.slice(dot + 1).toLowerCase());
}

const decodable = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif', 'bmp']);

const signatures: readonly { name: string; text: string; at?: number }[] = [
  { name: 'jpeg', text: '\xff\xd8\xff' },
  { name: 'png', text: '\x89PNG\r\n\x1a\n' },
  { name: 'gif', text: 'GIF87a' },
  { name: 'gif', text: 'GIF89a' },
  { name: 'webp', text: 'RIFF' },
  { name: 'tiff', text: 'II*\0' },
  { name: 'tiff', text: 'MM\0*' },
  { name: 'tiff', text: 'II+\0' },
  { name: 'tiff', text: 'MM\0+' },
  { name: 'bmp', text: 'BM' },
  { name: 'jxl', text: '\xff\x0a' },
  { name: 'jxl', text: '\0\0\0\x0cJXL ' },
  { name: 'jpeg 2000', text: '\0\0\0\x0cjP  ' },
  { name: 'jpeg 2000', text: '\xff\x4f\xff\x51' },
  { name: 'psd', text: '8BPS' },
  { name: 'isobmff', text: 'ftyp', at: 4 },
];

// AVIF and HEIC share a container; its brand tells them apart.
function brandOf(start: string): string {
  const brand = start.slice(8, 12);
  if (brand === 'avif' || brand === 'avis') return 'avif';
  if (brand === 'crx ') return 'cr3';
  if (brand === 'mif1' || brand === 'msf1') return start.includes('avif', 12) ? 'avif' : 'heic';
  return /^he(ic|ix|vc|im|is|vm|vs)/.test(brand) ? 'heic' : 'video';
}
