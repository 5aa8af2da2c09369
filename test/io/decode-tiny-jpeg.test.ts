import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type JpegOptions } from 'sharp';
import { decodeTinyJpeg } from '../../server/io/decode-tiny-jpeg.ts';
import { imageOf, noisyPixels } from './test-images.ts';

const same: { name: string; width: number; height: number; options: JpegOptions }[] = [
  { name: 'halved colour', width: 32, height: 32, options: { chromaSubsampling: '4:2:0' } },
  { name: 'full colour', width: 32, height: 32, options: { chromaSubsampling: '4:4:4' } },
  { name: 'odd sizes', width: 31, height: 17, options: { chromaSubsampling: '4:2:0' } },
  { name: 'progressive files', width: 64, height: 48, options: { progressive: true } },
  { name: 'strong compression', width: 28, height: 28, options: { quality: 10 } },
];
for (const { name, width, height, options } of same) {
  test(`gives sharp's pixels for ${name}`, async () => {
    const jpeg = await imageOf(noisyPixels(width, height), width, height).jpeg(options).toBuffer();
    const into = new Uint8Array(width * height * 3);
    assert.ok(decodeTinyJpeg(jpeg, width, height, into));
    assert.deepEqual(Buffer.from(into), await sharp(jpeg).raw().toBuffer());
  });
}

const good = await imageOf(noisyPixels(32, 32), 32, 32).jpeg().toBuffer();
const grey = await imageOf(noisyPixels(32, 32), 32, 32)
  .greyscale()
  .toColourspace('b-w')
  .jpeg()
  .toBuffer();
const turned = await imageOf(noisyPixels(32, 32), 32, 32)
  .withMetadata({ orientation: 6 })
  .jpeg()
  .toBuffer();
const left = [
  { name: 'another size', bytes: good, width: 16 },
  { name: 'a grey image', bytes: grey, width: 32 },
  { name: 'an orientation', bytes: turned, width: 32 },
  { name: 'a file cut short', bytes: good.subarray(0, good.length - 200), width: 32 },
  { name: 'a file cut in its header', bytes: good.subarray(0, 100), width: 32 },
  { name: 'no JPEG', bytes: Buffer.from('GIF89a and so on'), width: 32 },
  { name: 'nothing', bytes: Buffer.alloc(0), width: 32 },
];
for (const { name, bytes, width } of left) {
  test(`leaves ${name} to the thorough decoder, and decodes the next image`, () => {
    const into = new Uint8Array(32 * 32 * 3);
    assert.equal(decodeTinyJpeg(bytes, width, 32, into), false);
    assert.ok(decodeTinyJpeg(good, 32, 32, into));
  });
}

test('survives damage to any byte, and decodes the next image', async () => {
  const pixels = await sharp(good).raw().toBuffer();
  const into = new Uint8Array(32 * 32 * 3);
  let refused = 0;
  for (let at = 0; at < good.length; at++) {
    const bytes = Buffer.from(good);
    bytes[at] = bytes[at]! ^ 0xff;
    if (!decodeTinyJpeg(bytes, 32, 32, into)) refused += 1;
    assert.ok(decodeTinyJpeg(good, 32, 32, into));
    assert.ok(pixels.equals(into), `after damage at byte ${at}`);
  }
  assert.ok(refused > 100);
});
