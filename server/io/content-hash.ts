import { createHash, hash as hashOf } from 'node:crypto';
import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { failed, ok, type Result } from '../protocol/failure.ts';
import { fileTrouble } from './file-trouble.ts';

/**
 * SHA-256 (hex) of a file of any size, read in pieces. A small one is read on the spot: a stream
 * costs 0.5 ms of CPU time a file, more than decoding a tiny image, and a buffer of its own size.
 */
export async function hashFile(path: string | Buffer): Promise<Result<string>> {
  try {
    const small = hashOfSmall(path);
    if (small !== null) return ok(small);
    const hash = createHash('sha256');
    for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      hash.update(piece as Buffer);
    }
    return ok(hash.digest('hex'));
  } catch (error) {
    const { what, hint } = fileTrouble(error);
    return failed('unreadable-image', `${String(path)} ${what}.`, hint, String(error));
  }
}

const buffer = Buffer.allocUnsafeSlow(256 * 1024);

/** Null if it does not fit into the buffer, or is not a regular file. */
function hashOfSmall(path: string | Buffer): string | null {
  // Without O_NONBLOCK a named pipe would hold the thread until somebody writes to it.
  const handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile() || stats.size >= buffer.length) return null;
    let length = 0;
    for (;;) {
      const count = readSync(handle, buffer, length, buffer.length - length, length);
      length += count;
      if (count === 0) return hashOf('sha256', buffer.subarray(0, length), 'hex');
      // It has grown meanwhile.
      if (length === buffer.length) return null;
    }
  } finally {
    closeSync(handle);
  }
}
