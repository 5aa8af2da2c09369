import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failed, ok, type Result } from '../protocol/failure.ts';
import { errorCode } from './file-trouble.ts';

/** What to write: all at once, in pieces, or by a function that is given a place to put them. */
export type Content =
  | string
  | Uint8Array
  | readonly Uint8Array[]
  | ((put: (piece: string | Uint8Array) => Promise<void>) => Promise<void>);

/**
 * Writes a file so that a reader finds the old one or the new one, whole, whatever happens
 * meanwhile: beside its place, to the disk, then renamed. Links are followed; a device or a pipe
 * is written to directly.
 * @throws what the content's function throws, if the system did not make it; nothing is left then
 */
export async function writeSafely(path: string, content: Content): Promise<Result<void>> {
  let temporary: string | null = null;
  try {
    const place = await realpath(path).catch(() => path);
    if (await isDevice(place)) {
      await fill(await open(place, 'w'), content, false);
      return ok(undefined);
    }
    const name = `.${basename(place)}.${randomBytes(6).toString('hex')}.tmp`;
    temporary = join(dirname(place), name);
    await fill(await open(temporary, 'wx'), content, true);
    await rename(temporary, place);
    await syncFolder(dirname(place));
    return ok(undefined);
  } catch (error) {
    if (temporary !== null) await rm(temporary, { force: true }).catch(() => {});
    if (errorCode(error) === null) throw error;
    return writeTrouble(path, error);
  }
}

/** A failure to write, as a sentence that names the path. */
export function writeTrouble(path: string, error: unknown): ReturnType<typeof failed> {
  const { what, hint, detail } = writeCause(error);
  return failed('write', `${path} could not be written: ${what}.`, hint, detail);
}

/** Why the system refused to write: the end of a sentence, and what to do next. */
export function writeCause(error: unknown): {
  readonly what: string;
  readonly hint: string;
  readonly detail: string;
} {
  const detail = error instanceof Error ? error.message : String(error);
  const known = troubles[errorCode(error) ?? ''];
  return { what: detail.split(',')[0]!, hint: 'Check the disk and try again.', ...known, detail };
}

async function fill(handle: FileHandle, content: Content, isFile: boolean): Promise<void> {
  try {
    const put = (piece: string | Uint8Array): Promise<void> => handle.appendFile(piece);
    if (typeof content === 'function') await content(put);
    else if (typeof content === 'string' || content instanceof Uint8Array) await put(content);
    else for (const piece of content) await put(piece);
    if (isFile) await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isDevice(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats !== null && !stats.isFile() && !stats.isDirectory();
}

// So that the new name survives a power cut too; not every system lets a folder be opened.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close().catch(() => {});
}

const elsewhere = 'Choose another folder, or change its permissions.';
const makeRoom = 'Free some space, or choose another disk.';
const troubles: Readonly<Record<string, { what: string; hint: string }>> = {
  ENOSPC: { what: 'the disk is full', hint: makeRoom },
  EDQUOT: { what: 'your share of the disk is used up', hint: makeRoom },
  EFBIG: { what: 'it would be larger than this disk allows', hint: 'Choose another disk.' },
  EACCES: { what: 'permission denied', hint: elsewhere },
  EPERM: { what: 'permission denied', hint: elsewhere },
  EROFS: { what: 'the disk is read-only', hint: elsewhere },
  ENOENT: { what: 'its folder does not exist', hint: 'Make the folder, or correct the path.' },
  ENOTDIR: { what: 'a part of the path is a file', hint: 'Correct the path.' },
  EISDIR: { what: 'it is a folder', hint: 'Name a file.' },
  ENAMETOOLONG: { what: 'the name is too long for this system', hint: 'Choose a shorter name.' },
  EBUSY: { what: 'another program uses it', hint: 'Close that program, then try again.' },
};
