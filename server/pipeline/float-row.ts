import type { PackedArray } from '../engine/messages.ts';

/** Row of a packed float32 output [N, ...]: a view, not a copy. */
export function floatRow(array: PackedArray, row: number): Float32Array {
  const width = array.data.length / (array.dims[0] ?? 1);
  return (array.data as Float32Array).subarray(row * width, (row + 1) * width);
}

/** Row of a packed integer output [N, ...]: a view, not a copy. */
export function integerRow(array: PackedArray, row: number): Int32Array {
  const width = array.data.length / (array.dims[0] ?? 1);
  return (array.data as Int32Array).subarray(row * width, (row + 1) * width);
}
