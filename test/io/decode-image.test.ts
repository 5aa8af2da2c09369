import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { createDecoder, decoderVersion } from '../../server/io/decode-image.ts';
import { sharedPath } from '../shared-material.ts';
import { scratchFolder } from './scratch-folder.ts';
import { imageOf, meanDifference, noisyPixels, preprocessing, writeTo } from './test-images.ts';

const folder = scratchFolder();
const width = 24;
const height = 16;
const pixels = noisyPixels(width, height);
const image = (): Sharp => imageOf(pixels, width, height);
const grey = await image().greyscale().toColourspace('b-w').raw().toBuffer();
const greyRgb = Uint8Array.from(pixels, (_, i) => grey[Math.floor(i / 3)]!);

async function decoded(path: string, rule = preprocessing(width, height)) {
  const into = new Uint8Array(rule.width * rule.height * 3);
  const result = await createDecoder(rule).decode(path, into);
  assert.ok(result.ok, result.ok ? '' : result.failure.message);
  return { into, ...result.value };
}

/** Left half opaque, right half transparent: white shows there. */
function halfTransparent(): { data: Buffer; seen: Uint8Array } {
  const data = Buffer.alloc(width * height * 4);
  const seen = new Uint8Array(pixels);
  for (let i = 0; i < width * height; i++) {
    const isHidden = i % width >= width / 2;
    data.set(pixels.subarray(i * 3, i * 3 + 3), i * 4);
    data[i * 4 + 3] = isHidden ? 0 : 255;
    if (isHidden) seen.fill(255, i * 3, i * 3 + 3);
  }
  return { data, seen };
}
const transparent = halfTransparent();
const rgba = { raw: { width, height, channels: 4 } } as const;

function turned(): Uint8Array {
  // Orientation 6: the camera was turned; rows of the picture are columns of the file.
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < height; x++) {
      const from = ((height - 1 - x) * width + y) * 3;
      out.set(pixels.subarray(from, from + 3), (y * height + x) * 3);
    }
  }
  return out;
}

const sixteenBit = Uint16Array.from(pixels, (value) => value * 257);
const wide = (): Sharp =>
  sharp(sixteenBit, { raw: { width, height, channels: 3 } }).toColourspace('rgb16');
const palettePixels = Uint8Array.from(pixels, (value) => (value > 90 ? 200 : 40));
const frames = [pixels, noisyPixels(width, height, 9)];
const strip = Buffer.concat(frames);
const animation = { raw: { width, height: height * 2, channels: 3, pageHeight: height } } as const;

// Tolerances, in grey levels: 0 for lossless formats; lossy ones at high quality, chroma in full,
// stay within what their quantisation leaves; GIF has 256 colours.
const formats: readonly {
  name: string;
  file: () => Sharp;
  want?: Uint8Array;
  within: number;
  format: string;
}[] = [
  { name: 'PNG', file: () => image().png(), within: 0, format: 'png' },
  {
    name: 'JPEG',
    file: () => image().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }),
    within: 1,
    format: 'jpeg',
  },
  { name: 'WebP', file: () => image().webp({ lossless: true }), within: 0, format: 'webp' },
  { name: 'TIFF', file: () => image().tiff({ compression: 'lzw' }), within: 0, format: 'tiff' },
  { name: 'GIF', file: () => image().gif({ dither: 0 }), within: 4, format: 'gif' },
  {
    name: 'AVIF',
    file: () => image().avif({ quality: 95, chromaSubsampling: '4:4:4', effort: 0 }),
    within: 4,
    format: 'avif',
  },
  { name: '16-bit PNG', file: () => wide().png(), within: 0, format: 'png' },
  {
    name: '16-bit TIFF',
    file: () => wide().tiff({ compression: 'lzw' }),
    within: 0,
    format: 'tiff',
  },
  {
    name: 'grey PNG',
    file: () =>
      sharp(grey, { raw: { width, height, channels: 1 } })
        .toColourspace('b-w')
        .png(),
    want: greyRgb,
    within: 0,
    format: 'png',
  },
  {
    name: 'grey JPEG',
    file: () =>
      sharp(grey, { raw: { width, height, channels: 1 } })
        .toColourspace('b-w')
        .jpeg({ quality: 100 }),
    want: greyRgb,
    within: 1,
    format: 'jpeg',
  },
  {
    name: 'palette PNG',
    file: () => imageOf(palettePixels, width, height).png({ palette: true, dither: 0 }),
    want: palettePixels,
    within: 1,
    format: 'png',
  },
  {
    name: 'PNG with transparency, on white',
    file: () => sharp(transparent.data, rgba).png(),
    want: transparent.seen,
    within: 0,
    format: 'png',
  },
  {
    name: 'WebP with transparency, on white',
    file: () => sharp(transparent.data, rgba).webp({ lossless: true, exact: true }),
    want: transparent.seen,
    within: 0,
    format: 'webp',
  },
  {
    name: 'animated GIF, first frame',
    file: () => sharp(strip, animation).gif({ dither: 0 }),
    within: 5,
    format: 'gif',
  },
  {
    name: 'animated WebP, first frame',
    file: () => sharp(strip, animation).webp({ lossless: true }),
    within: 0,
    format: 'webp',
  },
];
for (const { name, file, want = pixels, within, format } of formats) {
  test(`${name} becomes 8-bit RGB`, async () => {
    const bytes = await file().toBuffer();
    const path = writeTo(folder, `${name}.img`, bytes);
    const got = await decoded(path);
    assert.ok(meanDifference(got.into, want) <= within, `${meanDifference(got.into, want)}`);
    assert.deepEqual(
      [got.width, got.height, got.format, got.sizeBytes, got.hash],
      [width, height, format, bytes.length, createHash('sha256').update(bytes).digest('hex')],
    );
  });
}

test('CMYK becomes RGB of the same look', async () => {
  const colour = { r: 170, g: 120, b: 100 };
  const flat = sharp({ create: { width, height, channels: 3, background: colour } });
  const bytes = await flat.toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
  assert.equal((await sharp(bytes).metadata()).space, 'cmyk');
  const { into } = await decoded(writeTo(folder, 'cmyk.jpg', bytes));
  // A muted colour that inks can show; a way there and back through two profiles.
  const [r, g, b] = into;
  const distances = [r! - colour.r, g! - colour.g, b! - colour.b].map(Math.abs);
  assert.ok(Math.max(...distances) <= 8, `${r}, ${g}, ${b}`);
});

const exact = {
  png: {},
  jpeg: { quality: 100, chromaSubsampling: '4:4:4' },
  tiff: { compression: 'lzw' },
} as const;
for (const kind of ['png', 'jpeg', 'tiff'] as const) {
  test(`EXIF orientation of ${kind} is applied before anything else`, async () => {
    const options = exact[kind];
    const bytes = await image().withMetadata({ orientation: 6 }).toFormat(kind, options).toBuffer();
    const got = await decoded(
      writeTo(folder, `turned.${kind}`, bytes),
      preprocessing(height, width),
    );
    assert.ok(meanDifference(got.into, turned()) <= 1);
    assert.deepEqual([got.width, got.height], [height, width]);
  });
}

test('an embedded colour profile is left alone', async () => {
  const bytes = await image().withIccProfile('p3').png().toBuffer();
  const asWritten = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
  const managed = await sharp(bytes).toColourspace('srgb').raw().toBuffer();
  assert.ok(meanDifference(asWritten, managed) > 1, 'the profile would change the pixels');
  const { into } = await decoded(writeTo(folder, 'p3.png', bytes));
  assert.deepEqual(Buffer.from(into), asWritten);
});

const plainPath = writeTo(folder, 'plain.png', await image().png().toBuffer());
const resizes: readonly { name: string; rule: ReturnType<typeof preprocessing>; file: string }[] = [
  { name: 'stretch smaller', rule: preprocessing(10, 14), file: plainPath },
  { name: 'stretch larger', rule: preprocessing(64, 48), file: plainPath },
  { name: 'lanczos3', rule: preprocessing(9, 9, { kernel: 'lanczos3' }), file: plainPath },
  { name: 'linear', rule: preprocessing(9, 9, { kernel: 'linear' }), file: plainPath },
  { name: 'nearest', rule: preprocessing(8, 8, { kernel: 'nearest' }), file: plainPath },
];
for (const { name, rule, file } of resizes) {
  test(`${name} equals resizing the decoded pixels`, async () => {
    const { into } = await decoded(file, rule);
    const want = await image()
      .resize(rule.width, rule.height, { fit: 'fill', kernel: rule.kernel })
      .raw()
      .toBuffer();
    assert.deepEqual(Buffer.from(into), want);
  });
}

const crops = [
  { name: 'wide image', width: 60, height: 30, edgePx: 20, size: 16, scaled: [40, 20] },
  { name: 'tall image', width: 30, height: 75, edgePx: 20, size: 16, scaled: [20, 50] },
  { name: 'small image', width: 8, height: 6, edgePx: 20, size: 20, scaled: [27, 20] },
  { name: 'edge below the crop', width: 60, height: 30, edgePx: 10, size: 16, scaled: [32, 16] },
] as const;
for (const { name, width, height, edgePx, size, scaled } of crops) {
  test(`crop of a ${name}: shorter edge to edgePx, then the centre`, async () => {
    const source = imageOf(noisyPixels(width, height), width, height);
    const path = writeTo(folder, `${name}.png`, await source.clone().png().toBuffer());
    const rule = preprocessing(size, size, { resize: { rule: 'crop', edgePx } });
    const whole = await source.resize(scaled[0], scaled[1], { fit: 'fill', kernel: 'cubic' });
    const raw = await whole.raw().toBuffer();
    const left = Math.floor((scaled[0] - size) / 2);
    const top = Math.floor((scaled[1] - size) / 2);
    const rows = Array.from({ length: size }, (_, y) => {
      const from = ((top + y) * scaled[0] + left) * 3;
      return raw.subarray(from, from + size * 3);
    });
    const { into } = await decoded(path, rule);
    assert.deepEqual(Buffer.from(into), Buffer.concat(rows));
  });
}

for (const [width, height] of [
  [1, 1],
  [1, 4000],
  [4000, 1],
] as const) {
  for (const rule of ['stretch', 'crop'] as const) {
    test(`${width} x ${height} fills the whole input by ${rule}`, async () => {
      const white = sharp({ create: { width, height, channels: 3, background: '#fff' } });
      const path = writeTo(folder, `${width}x${height}.png`, await white.png().toBuffer());
      const resize = rule === 'crop' ? ({ rule, edgePx: 256 } as const) : ({ rule } as const);
      const { into } = await decoded(path, preprocessing(32, 32, { resize }));
      assert.ok(into.every((value) => value === 255));
    });
  }
}

test('a tiny plain JPEG gets the pixels of the thorough way', async () => {
  const subsamplings = ['4:4:4', '4:2:0'] as const;
  for (const [i, chromaSubsampling] of [...subsamplings, ...subsamplings].entries()) {
    const made = imageOf(noisyPixels(32, 32, i), 32, 32);
    const bytes = await made.jpeg({ quality: 60 + i * 10, chromaSubsampling }).toBuffer();
    const path = writeTo(folder, `tiny-${i}.jpg`, bytes);
    // An EXIF block that says nothing sends the same scan the thorough way.
    const exif = Buffer.from('ffe10008457869660000', 'hex');
    const marked = Buffer.concat([bytes.subarray(0, 2), exif, bytes.subarray(2)]);
    const thorough = await decoded(writeTo(folder, `m-${i}.jpg`, marked), preprocessing(32, 32));
    const { into } = await decoded(path, preprocessing(32, 32));
    assert.deepEqual(into, thorough.into);
    assert.deepEqual(Buffer.from(into), await sharp(bytes).raw().toBuffer());
  }
});

test('large photographs: shrink-on-load stays within one grey level', async () => {
  const [w, h] = [2400, 1800];
  const smooth = imageOf(noisyPixels(300, 225), 300, 225).resize(w, h, { kernel: 'cubic' });
  const bytes = await smooth.jpeg({ quality: 90 }).toBuffer();
  const full = await sharp(bytes).raw().toBuffer();
  const want = await imageOf(full, w, h)
    .resize(224, 224, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  const { into } = await decoded(writeTo(folder, 'large.jpg', bytes), preprocessing(224, 224));
  assert.ok(meanDifference(into, want) <= 1, `${meanDifference(into, want)}`);
});

test('the version names sharp and libvips', () => {
  const { name, version } = decoderVersion();
  assert.equal(name, 'sharp');
  assert.match(version, /^\d+\.\d+\.\d+ \/ libvips \d+\.\d+\.\d+$/);
});

const samples = sharedPath('backbone', 'samples');
test('sample photographs match Pillow to a grey level', {
  skip: samples === null && '../shared/backbone/samples is absent',
}, async () => {
  const root = samples ?? '';
  const photos = readdirSync(root).filter((name) => name.endsWith('.JPEG'));
  assert.equal(photos.length, 5);
  for (const photo of photos) {
    const { into } = await decoded(join(root, photo), preprocessing(224, 224));
    const png = join(root, photo.replace('.JPEG', '.224.png'));
    const want = await sharp(readFileSync(png)).removeAlpha().raw().toBuffer();
    // libvips shrinks in two steps with its own cubic; Pillow in one.
    const difference = meanDifference(into, want);
    assert.ok(difference <= 1, `${photo}: ${difference}`);
  }
});

test('a buffer of the wrong size is a bug of the caller', async () => {
  const decoder = createDecoder(preprocessing(4, 4));
  await assert.rejects(decoder.decode(plainPath, new Uint8Array(47)), RangeError);
});

test('a name that is not UTF-8 is read by its bytes', {
  skip: process.platform !== 'linux' && 'only Linux has such names',
}, async () => {
  const pathBytes = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xe9, 0x2e])]);
  symlinkSync(plainPath, pathBytes);
  const into = new Uint8Array(pixels.length);
  const file = { path: pathBytes.toString(), pathBytes };
  const result = await createDecoder(preprocessing(width, height)).decode(file, into);
  assert.ok(result.ok);
  assert.deepEqual(into, pixels);
});
