import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { failed, ok, type Result } from '../protocol/failure.ts';
import { fileTrouble } from './file-trouble.ts';

/** SHA-256 (hex) of a file of any size, read in pieces. */
export async function hashFile(path: string | Buffer): Promise<Result<string>> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      hash.update(piece as Buffer);
    }
    return ok(hash.digest('hex'));
  } catch (error) {
    const { what, hint } = fileTrouble(error);
    return failed('unreadable-image', `${String(path)} ${what}.`, hint, String(error));
  }
}
