import { constants } from 'node:fs';
import {
  copyFile,
  link,
  lstat,
  open,
  readlink,
  rename,
  rm,
  symlink,
  unlink,
  utimes,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { hashFile } from '../../io/content-hash.ts';
import { errorCode } from '../../io/file-trouble.ts';

export interface Move {
  readonly from: string;
  readonly to: string;
  /** Where a copy to another disk grows: in the folder of `to`. */
  readonly temporary: string;
  /** Text of the link to make where `from` is a symbolic link; by default it leads to the same file. */
  readonly linkText?: string | undefined;
}

/** Swapped in tests, to be another disk or one without hard links. */
export interface MoveSystem {
  link(from: string, to: string): Promise<void>;
}

export const moveSystem: MoveSystem = { link };

/**
 * Moves a file or a symbolic link to a place that is free. Nothing is ever replaced: the new name
 * is made by a call that fails where there is one, before the old one goes.
 * @throws what the system throws; then the file is where it was
 */
export async function moveFile(
  move: Move,
  system: MoveSystem = moveSystem,
): Promise<'moved' | 'taken'> {
  const stats = await lstat(move.from);
  try {
    if (stats.isSymbolicLink()) await makeLink(move);
    else await system.link(move.from, move.to);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return 'taken';
    if (stats.isSymbolicLink() || !stats.isFile()) throw error;
    if (code === 'EXDEV') return moveToOtherDisk(move);
    if (code !== null && WITHOUT_LINKS.has(code)) return renameToFree(move);
    throw error;
  }
  await removeOld(move);
  return 'moved';
}

export function temporaryName(to: string, id: number): string {
  return join(dirname(to), `.${basename(to).slice(0, 200)}.${id}.grood-tmp`);
}

// exFAT and some network disks have no hard links; Linux may forbid those to others' files.
const WITHOUT_LINKS = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EACCES',
  'EINVAL',
]);

/** A relative link would lead elsewhere from its new place. */
async function makeLink({ from, to, linkText }: Move): Promise<void> {
  await symlink(linkText ?? resolve(dirname(from), await readlink(from)), to);
}

async function removeOld({ from, to }: Move): Promise<void> {
  try {
    await unlink(from);
  } catch (error) {
    await unlink(to).catch(() => {});
    throw error;
  }
}

/** Holds the new name with an empty file of our own, which the rename takes the place of. */
async function renameToFree({ from, to }: Move): Promise<'moved' | 'taken'> {
  try {
    await (await open(to, 'wx')).close();
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return 'taken';
    throw error;
  }
  try {
    await rename(from, to);
  } catch (error) {
    await unlink(to).catch(() => {});
    throw error;
  }
  return 'moved';
}

/** The old file goes only when its copy is on the other disk and has the same content. */
async function moveToOtherDisk(move: Move): Promise<'moved' | 'taken'> {
  const { from, to, temporary } = move;
  try {
    const before = await lstat(from);
    await copyFile(from, temporary, constants.COPYFILE_EXCL);
    await utimes(temporary, before.atime, before.mtime);
    await syncFile(temporary, 'r+');
    if (!(await hasSameContent(from, temporary))) {
      throw new Error('the copy differs from the file, which may have changed meanwhile');
    }
    const state = await placeCopy(move);
    if (state === 'taken') return state;
    await syncFile(dirname(to), 'r').catch(() => {});
    await removeOld(move);
    return 'moved';
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

async function placeCopy({ to, temporary }: Move): Promise<'moved' | 'taken'> {
  try {
    await link(temporary, to);
    return 'moved';
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return 'taken';
    if (code === null || !WITHOUT_LINKS.has(code)) throw error;
    return renameToFree({ from: temporary, to, temporary });
  }
}

async function syncFile(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function hasSameContent(a: string, b: string): Promise<boolean> {
  const [first, second] = [await hashFile(a), await hashFile(b)];
  return first.ok && second.ok && first.value === second.value;
}
