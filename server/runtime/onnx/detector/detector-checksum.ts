import { createHash } from 'node:crypto';

/**
 * The checksum covers the whole file, byte for byte: weights, nodes, metadata. It stands in the
 * metadata itself, so it is taken with zeros in its own place.
 */
export const UNSET_CHECKSUM: string = '0'.repeat(64);
const FIELD = '"checksum":"';

/** Fills in the checksum of a file written with `UNSET_CHECKSUM`, in place. */
export function setChecksum(bytes: Uint8Array): string {
  const at = placeOf(bytes, UNSET_CHECKSUM);
  if (at === null) throw new RangeError('The model has no place for a checksum.');
  const checksum = createHash('sha256').update(bytes).digest('hex');
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).write(checksum, at, 'latin1');
  return checksum;
}

/** SHA-256 (hex) of the file without its checksum; null where that does not stand in it. */
export function detectorChecksum(bytes: Uint8Array, stated: string): string | null {
  const at = /^[0-9a-f]{64}$/.test(stated) ? placeOf(bytes, stated) : null;
  if (at === null) return null;
  const hash = createHash('sha256');
  hash.update(bytes.subarray(0, at)).update(UNSET_CHECKSUM);
  return hash.update(bytes.subarray(at + stated.length)).digest('hex');
}

/** The metadata are the last field of the file, so the search from the end is short. */
function placeOf(bytes: Uint8Array, checksum: string): number | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = buffer.lastIndexOf(FIELD + checksum, undefined, 'latin1');
  return at < 0 ? null : at + FIELD.length;
}
