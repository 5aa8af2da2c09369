/**
 * Splits known OOD images into two halves by content hash, stable under renaming; copies of a file
 * fall into the same half. The first half makes the OOD prototype, the second one measures.
 */
export function splitHalves(hashes: readonly string[]): {
  readonly first: Int32Array;
  readonly second: Int32Array;
} {
  const position = new Map([...new Set(hashes)].sort().map((hash, i) => [hash, i]));
  const rows = Int32Array.from(hashes, (_, row) => row);
  const isFirst = (row: number): boolean => position.get(hashes[row]!)! % 2 === 0;
  return { first: rows.filter(isFirst), second: rows.filter((row) => !isFirst(row)) };
}
