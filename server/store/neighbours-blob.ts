import type { Neighbours } from './store.ts';

/** Packs as int32 counts [2], then rows and distances of both views; null stays null. */
export function packNeighbours(neighbours: Neighbours | null): Uint8Array | null {
  if (neighbours === null) return null;
  const { groodRows, groodDistances, featureRows, featureDistances } = neighbours;
  const parts = [groodRows, groodDistances, featureRows, featureDistances];
  const words = parts.reduce((sum, part) => sum + part.length, 2);
  const blob = new Uint8Array(words * 4);
  new Int32Array(blob.buffer, 0, 2).set([groodRows.length, featureRows.length]);
  let offset = 8;
  for (const part of parts) {
    blob.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), offset);
    offset += part.byteLength;
  }
  return blob;
}

export function unpackNeighbours(blob: Uint8Array | null): Neighbours | null {
  if (blob === null) return null;
  const { buffer } = blob.slice();
  const [grood = 0, feature = 0] = new Int32Array(buffer, 0, 2);
  return {
    groodRows: new Int32Array(buffer, 8, grood),
    groodDistances: new Float32Array(buffer, 8 + 4 * grood, grood),
    featureRows: new Int32Array(buffer, 8 + 8 * grood, feature),
    featureDistances: new Float32Array(buffer, 8 + 8 * grood + 4 * feature, feature),
  };
}
