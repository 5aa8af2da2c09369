const WORD = new Float32Array(1);
const BITS = new Uint32Array(WORD.buffer);

/**
 * Bits of the nearest float16 of each value, ties to even.
 * @returns null where a value is too large for float16 (past 65504), infinite or not a number
 */
export function toHalf(values: Float32Array): Uint16Array | null {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (!(Math.abs(value) < 65520)) return null;
    out[i] = halfBits(value);
  }
  return out;
}

/** The values of float16 bits, exactly. */
export function fromHalf(bits: Uint16Array): Float32Array {
  const table = valueTable();
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) out[i] = table[bits[i] as number] as number;
  return out;
}

function halfBits(value: number): number {
  WORD[0] = value;
  const word = BITS[0] as number;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  // Below 2^-14 halves are whole multiples of 2^-24, and adding 0.5 rounds to them.
  if (magnitude < 0x38800000) {
    WORD[0] = Math.abs(value) + 0.5;
    return sign | ((BITS[0] as number) - 0x3f000000);
  }
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13);
}

let table: Float32Array | null = null;

function valueTable(): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, bits) => halfValue(bits));
  return table;
}

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
