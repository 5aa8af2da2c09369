import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { createDecoder } from '../../server/io/decode-image.ts';
import { thumbnail } from '../../server/io/thumbnail.ts';
import { scratchFolder } from './scratch-folder.ts';
import { imageOf, noisyPixels, preprocessing, writeTo } from './test-images.ts';

const folder = scratchFolder();
const image = () => imageOf(noisyPixels(80, 60), 80, 60);
const encoded = {
  jpeg: await image().jpeg().toBuffer(),
  png: await image().png().toBuffer(),
  webp: await image().webp().toBuffer(),
  gif: await image().gif().toBuffer(),
  tiff: await image().tiff({ compression: 'lzw' }).toBuffer(),
  avif: await image().avif({ effort: 0 }).toBuffer(),
};

function ftyp(brand: string): Buffer {
  return Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}${'\0'.repeat(40)}`, 'latin1');
}

const hugePng = Buffer.from(encoded.png);
hugePng.writeUInt32BE(30_000, 16);
hugePng.writeUInt32BE(30_000, 20);
hugePng.writeUInt32BE(crc32(hugePng.subarray(12, 29)), 29);
const hugeJpeg = Buffer.from(encoded.jpeg);
hugeJpeg.writeUInt32BE(0xfff0fff0, hugeJpeg.indexOf(Buffer.from([0xff, 0xc0])) + 5);

const damagedPng = Buffer.from(encoded.png);
damagedPng.fill(0xaa, 60, 120);

const files: readonly { name: string; bytes: Uint8Array; says: RegExp }[] = [
  { name: 'empty.jpg', bytes: new Uint8Array(0), says: /empty \(0 bytes\)/ },
  ...Object.entries(encoded).map(([kind, bytes]) => ({
    name: `cut.${kind}`,
    bytes: bytes.subarray(0, Math.floor(bytes.length * 0.6)),
    says: /cut short|damaged/,
  })),
  { name: 'head-only.jpg', bytes: encoded.jpeg.subarray(0, 20), says: /cut short|damaged JPEG/ },
  { name: 'one-byte.jpg', bytes: encoded.jpeg.subarray(0, 1), says: /not an image/ },
  { name: 'damaged.png', bytes: damagedPng, says: /damaged PNG|cut short/ },
  { name: 'text.jpg', bytes: Buffer.from('<html>404 not found</html>'), says: /not an image/ },
  { name: 'drawing.png', bytes: Buffer.from('<svg xmlns="a"/>'), says: /not an image/ },
  { name: 'sound.webp', bytes: Buffer.from('RIFF\0\0\0\0WAVEfmt '), says: /not an image/ },
  { name: 'phone.heic', bytes: ftyp('heic'), says: /is HEIC, which the decoder does not read/ },
  { name: 'phone.jpg', bytes: ftyp('heix'), says: /is HEIC/ },
  { name: 'film.jpg', bytes: ftyp('isom'), says: /is a video/ },
  { name: 'new.jxl', bytes: Buffer.from([0xff, 0x0a, 1, 2]), says: /is JXL/ },
  { name: 'layers.psd', bytes: Buffer.from('8BPS\0\x01'), says: /is PSD/ },
  { name: 'scan.jp2', bytes: Buffer.from('\0\0\0\x0cjP  \r\n', 'latin1'), says: /is JPEG 2000/ },
  { name: 'huge.png', bytes: hugePng, says: /more than the 268 megapixels/ },
  { name: 'huge.jpg', bytes: hugeJpeg, says: /65,520 x 65,520 pixels, more than the 268/ },
];
const decoder = createDecoder(preprocessing(16, 16));
const into = new Uint8Array(16 * 16 * 3);

async function failureOf(path: string) {
  const result = await decoder.decode(path, into);
  assert.ok(!result.ok, `${path} was decoded`);
  const { kind, message, hint } = result.failure;
  assert.equal(kind, 'unreadable-image');
  assert.ok(message.startsWith(path), message);
  assert.match(message, /\.$/);
  assert.match(hint, /^[A-Z].*\.$/);
  return result.failure;
}

for (const { name, bytes, says } of files) {
  test(`${name} is a row with a reason, also for thumbnails`, async () => {
    const path = writeTo(folder, name, bytes);
    assert.match((await failureOf(path)).message, says);
    const small = await thumbnail(path, 32);
    assert.ok(!small.ok);
    assert.match(small.failure.message, says);
  });
}

test('a missing file, a folder, a loop of links and a pipe are named', async () => {
  mkdirSync(join(folder, 'folder.jpg'));
  symlinkSync('loop.jpg', join(folder, 'loop.jpg'));
  assert.match((await failureOf(join(folder, 'gone.jpg'))).message, /does not exist/);
  assert.match((await failureOf(join(folder, 'folder.jpg'))).message, /is a folder/);
  assert.match((await failureOf(join(folder, 'loop.jpg'))).message, /leads back to itself/);
});

test('a named pipe does not hold the decoder up', {
  skip: process.platform === 'win32' && 'Windows has no mkfifo',
}, async () => {
  const path = join(folder, 'pipe.jpg');
  assert.equal(spawnSync('mkfifo', [path]).status, 0);
  assert.match((await failureOf(path)).message, /pipe or a device/);
});

test('a file that may not be read says so', {
  skip: process.platform === 'win32' && 'Windows has no such permissions',
}, async () => {
  const path = writeTo(folder, 'secret.jpg', encoded.jpeg);
  chmodSync(path, 0);
  if (process.getuid?.() !== 0) {
    assert.match((await failureOf(path)).message, /permission denied/);
    return;
  }
  // Root may read everything: read as somebody else.
  chmodSync(folder, 0o755);
  const read = join(import.meta.dirname, '..', '..', 'server', 'io', 'read-image-file.ts');
  const script = `import { readImageFile } from ${JSON.stringify(read)};
    process.setuid(65534);
    console.log(JSON.stringify(await readImageFile({ path: process.argv[1] })));`;
  const args = ['--input-type=module', '-e', script, path];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const { failure } = JSON.parse(stdout);
  assert.equal(failure.message, `${path} may not be read: permission denied.`);
});

test('the pixel limit can be set', async () => {
  const path = writeTo(folder, 'fine.jpg', encoded.jpeg);
  const strict = createDecoder(preprocessing(16, 16), { pixelLimit: 4_799 });
  const result = await strict.decode(path, into);
  assert.ok(!result.ok && /80 x 60 pixels/.test(result.failure.message));
  const enough = createDecoder(preprocessing(16, 16), { pixelLimit: 4_800 });
  assert.ok((await enough.decode(path, into)).ok);
});

test('a bad file leaves the next ones as they were', async () => {
  const path = writeTo(folder, 'good.png', encoded.png);
  assert.ok((await decoder.decode(path, into)).ok);
  const before = into.slice();
  await failureOf(writeTo(folder, 'bad.png', damagedPng));
  assert.ok((await decoder.decode(path, into)).ok);
  assert.deepEqual(into, before);
  rmSync(path);
  assert.match((await failureOf(path)).message, /does not exist/);
});
