import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDecoder } from '../../server/io/decode-image.ts';
import { scratchFolder } from './scratch-folder.ts';
import { preprocessing, writeTo } from './test-images.ts';

const folder = scratchFolder();
const width = 3;
const height = 2;
// Top row first, as people see it.
const red = [255, 0, 0];
const green = [0, 255, 0];
const blue = [0, 0, 255];
const white = [255, 255, 255];
const black = [0, 0, 0];
const picture = [red, green, blue, white, black, red];
const primaries = [black, red, green, blue, white];

interface Bmp {
  readonly bits: number;
  readonly compression?: number;
  readonly header?: number;
  readonly masks?: readonly number[];
  readonly palette?: readonly number[][];
  readonly body: Buffer;
  readonly height?: number;
  readonly width?: number;
}

function bmp(file: Bmp): Buffer {
  const size = file.header ?? 40;
  const head = Buffer.alloc(14 + size);
  const masks = Buffer.alloc(size === 40 ? 4 * (file.masks?.length ?? 0) : 0);
  (file.masks ?? []).forEach((mask, i) => {
    if (size === 40) masks.writeUInt32LE(mask, 4 * i);
    else head.writeUInt32LE(mask, 54 + 4 * i);
  });
  const palette = Buffer.from((file.palette ?? []).flatMap(([r, g, b]) => [b!, g!, r!, 0]));
  head.write('BM', 'latin1');
  head.writeUInt32LE(head.length + masks.length + palette.length, 10);
  head.writeUInt32LE(size, 14);
  head.writeInt32LE(file.width ?? width, 18);
  head.writeInt32LE(file.height ?? height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(file.bits, 28);
  head.writeUInt32LE(file.compression ?? 0, 30);
  head.writeUInt32LE(file.palette?.length ?? 0, 46);
  return Buffer.concat([head, masks, palette, file.body]);
}

/** Rows from the bottom, each padded to four bytes. */
function rows(bytesOf: (colour: number[]) => number[], isTopDown = false): Buffer {
  const both = [picture.slice(3), picture.slice(0, 3)];
  const lines = (isTopDown ? both.reverse() : both).map((line) => {
    const bytes = Buffer.from(line.flatMap(bytesOf));
    return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  });
  return Buffer.concat(lines);
}

const bgr = ([r, g, b]: number[]): number[] => [b!, g!, r!];
const five = (v: number): number => Math.round((v * 31) / 255);
const rgb565 = ([r, g, b]: number[]): number[] => {
  const value = (five(r!) << 11) | (Math.round((g! * 63) / 255) << 5) | five(b!);
  return [value & 255, value >> 8];
};
const rgb555 = ([r, g, b]: number[]): number[] => {
  const value = (five(r!) << 10) | (five(g!) << 5) | five(b!);
  return [value & 255, value >> 8];
};
const index = (colour: number[]): number => primaries.indexOf(colour);
// Rows from the bottom: 4 0 1, then 1 2 3.
const nibbles = Buffer.from([0x40, 0x10, 0, 0, 0x12, 0x30, 0, 0]);

const kinds: readonly { name: string; file: Bmp }[] = [
  { name: '24 bits', file: { bits: 24, body: rows(bgr) } },
  { name: '24 bits, top row first', file: { bits: 24, height: -2, body: rows(bgr, true) } },
  { name: '24 bits, version 5 header', file: { bits: 24, header: 124, body: rows(bgr) } },
  { name: '32 bits', file: { bits: 32, body: rows((c) => [...bgr(c), 0]) } },
  {
    name: '32 bits in masks',
    file: {
      ...{ bits: 32, compression: 3, masks: [0xff, 0xff00, 0xff0000] },
      body: rows((c) => [...c, 7]),
    },
  },
  {
    name: '32 bits in masks, version 4 header',
    file: {
      ...{ bits: 32, compression: 3, header: 108, masks: [0xff000000, 0xff0000, 0xff00] },
      body: rows((c) => [9, ...bgr(c)]),
    },
  },
  { name: '16 bits', file: { bits: 16, body: rows(rgb555) } },
  {
    name: '16 bits in masks',
    file: { bits: 16, compression: 3, masks: [0xf800, 0x7e0, 0x1f], body: rows(rgb565) },
  },
  { name: '8 bits', file: { bits: 8, palette: primaries, body: rows((c) => [index(c)]) } },
  {
    name: '8 bits, version 5 header',
    file: { bits: 8, header: 124, palette: primaries, body: rows((c) => [index(c)]) },
  },
  { name: '4 bits', file: { bits: 4, palette: primaries, body: nibbles } },
];
const decoder = createDecoder(preprocessing(width, height));

for (const { name, file } of kinds) {
  test(`BMP with ${name} becomes RGB`, async () => {
    const into = new Uint8Array(width * height * 3);
    const result = await decoder.decode(writeTo(folder, `${name}.bmp`, bmp(file)), into);
    assert.ok(result.ok, result.ok ? '' : result.failure.message);
    assert.deepEqual([...into], picture.flat());
    assert.deepEqual(
      [result.value.width, result.value.height, result.value.format],
      [width, height, 'bmp'],
    );
  });
}

test('BMP with 1 bit becomes RGB', async () => {
  const body = Buffer.from([0b10100000, 0, 0, 0, 0b01000000, 0, 0, 0]);
  const into = new Uint8Array(width * height * 3);
  const file = bmp({ bits: 1, palette: [black, white], body });
  assert.ok((await decoder.decode(writeTo(folder, 'one.bmp', file), into)).ok);
  const want = [black, white, black, white, black, white];
  assert.deepEqual([...into], want.flat());
});

const whole = bmp({ bits: 24, body: rows(bgr) });
const bad: readonly { name: string; bytes: Buffer; says: RegExp }[] = [
  { name: 'cut in the pixels', bytes: whole.subarray(0, -3), says: /cut short/ },
  { name: 'cut in the header', bytes: whole.subarray(0, 30), says: /damaged or unknown header/ },
  {
    name: 'run-length encoding',
    bytes: bmp({ bits: 8, compression: 1, palette: primaries, body: Buffer.from([1, 1]) }),
    says: /run-length encoding/,
  },
  {
    name: '100,000 x 100,000 pixels in 60 bytes',
    bytes: bmp({ bits: 8, compression: 1, width: 1e5, height: 1e5, body: Buffer.alloc(6) }),
    says: /more than the 268 megapixels/,
  },
  {
    name: 'a width below zero',
    bytes: bmp({ bits: 24, width: -3, body: rows(bgr) }),
    says: /damaged or unknown header/,
  },
  { name: 'no width', bytes: bmp({ bits: 24, width: 0, body: rows(bgr) }), says: /header/ },
  { name: '7 bits', bytes: bmp({ bits: 7, body: rows(bgr) }), says: /header/ },
];
for (const { name, bytes, says } of bad) {
  test(`BMP with ${name} is a row with a reason`, async () => {
    const path = writeTo(folder, `bad ${name}.bmp`, bytes);
    const result = await decoder.decode(path, new Uint8Array(width * height * 3));
    assert.ok(!result.ok);
    assert.match(result.failure.message, says);
  });
}
