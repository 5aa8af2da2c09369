import { open, rm } from 'node:fs/promises';
import { errorCode } from '../../io/file-trouble.ts';
import { type Content, writeSafely, writeTrouble } from '../../io/write-safely.ts';
import { failed, type Result } from '../../protocol/failure.ts';

/**
 * Writes a file whole or not at all; one that is there already only if the user agreed.
 * @throws what the content's function throws, if the system did not make it; nothing is left then
 */
export async function writeNew(
  path: string,
  content: Content,
  { mayReplace }: { readonly mayReplace: boolean },
): Promise<Result<void>> {
  if (mayReplace) return writeSafely(path, content);
  try {
    // Holds the name until the whole file takes its place.
    await (await open(path, 'wx')).close();
  } catch (error) {
    if (errorCode(error) === null) throw error;
    if (errorCode(error) !== 'EEXIST') return writeTrouble(path, error);
    const hint = 'Choose another name, or agree to replace it.';
    return failed('write', `${path} exists already, so nothing was written.`, hint);
  }
  let isWritten = false;
  try {
    const written = await writeSafely(path, content);
    isWritten = written.ok;
    return written;
  } finally {
    if (!isWritten) await rm(path, { force: true }).catch(() => {});
  }
}
