import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHalf, toHalf } from '../../server/runtime/onnx/detector/half-float.ts';

test('every finite float16 comes back with its own bits', () => {
  const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
  const finite = all.filter((bits) => ((bits >>> 10) & 31) !== 31);
  assert.deepEqual(toHalf(fromHalf(finite)), finite);
});

const roundings = [
  { name: 'a value half-way goes to the even neighbour below', value: 1 + 2 ** -11, bits: 0x3c00 },
  { name: 'a value half-way goes to the even one above', value: 1 + 3 * 2 ** -11, bits: 0x3c02 },
  { name: 'a value past half-way goes up', value: 1 + 2 ** -11 + 2 ** -20, bits: 0x3c01 },
  { name: 'rounding carries into the exponent', value: 2 - 2 ** -12, bits: 0x4000 },
  { name: 'the largest value stays', value: 65504, bits: 0x7bff },
  { name: 'a subnormal value half-way goes to the even one', value: 2.5 * 2 ** -24, bits: 2 },
  { name: 'the smallest value that is not 0 by rounding', value: 2 ** -25 * 1.01, bits: 1 },
  { name: 'a negative value keeps its sign', value: -0.5, bits: 0xb800 },
];

for (const { name, value, bits } of roundings) {
  test(name, () => assert.deepEqual(toHalf(Float32Array.of(value)), Uint16Array.of(bits)));
}

for (const value of [65520, Number.POSITIVE_INFINITY, Number.NaN]) {
  test(`${value} has no float16`, () => assert.equal(toHalf(Float32Array.of(1, value)), null));
}
