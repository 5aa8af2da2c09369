import type { FileOutcome, PackedArray, PackedArrays } from './messages.ts';

/**
 * Cuts the padding off and blanks the rows of files that failed. An output whose first dimension is
 * not the batch passes as it is.
 */
export function rowsOf(
  outputs: PackedArrays,
  outcomes: readonly FileOutcome[],
  batchSize: number,
): PackedArrays {
  const cut = ({ data, dims }: PackedArray): PackedArray => {
    if (dims[0] !== batchSize) return { data, dims };
    const width = data.length / batchSize;
    const rows = data.slice(0, outcomes.length * width);
    for (const [row, outcome] of outcomes.entries()) {
      if (!outcome.ok) blank(rows, row * width, (row + 1) * width);
    }
    return { data: rows, dims: [outcomes.length, ...dims.slice(1)] };
  };
  return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, cut(output)]));
}

function blank(data: PackedArray['data'], from: number, to: number): void {
  if (data instanceof BigInt64Array) data.fill(0n, from, to);
  else data.fill(0, from, to);
}

/** Joins the rows of batches, in their order. */
export function joinRows(parts: readonly PackedArrays[]): PackedArrays {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first ?? {};
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, joined(parts.flatMap((part) => part[name] ?? []))]),
  );
}

function joined(arrays: readonly PackedArray[]): PackedArray {
  const [first] = arrays;
  if (first === undefined) throw new RangeError('there are no rows to join');
  const length = arrays.reduce((sum, { data }) => sum + data.length, 0);
  const rows = arrays.reduce((sum, { dims }) => sum + (dims[0] ?? 0), 0);
  const data = new (first.data.constructor as new (length: number) => PackedArray['data'])(length);
  let offset = 0;
  for (const part of arrays) {
    (data as Float32Array).set(part.data as Float32Array, offset);
    offset += part.data.length;
  }
  return { data, dims: [rows, ...first.dims.slice(1)] };
}
