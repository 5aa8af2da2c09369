import { lstat, mkdir, open, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { errorCode } from '../../io/file-trouble.ts';
import { freePath } from './destination.ts';
import { moveFile, temporaryName } from './move-file.ts';

/** The trash of the desktop. A file that it does not take stays where it is. */
export interface SystemTrash {
  /** @returns false where this file can't go there, for example from another disk */
  put(path: string, originalPath: string): Promise<boolean>;
}

export interface TrashHome {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** `XDG_DATA_HOME`. */
  readonly dataHome?: string | undefined;
}

export function thisHome(): TrashHome {
  return {
    platform: process.platform,
    home: homedir(),
    dataHome: process.env['XDG_DATA_HOME'],
  };
}

/** Null where there is none: a server without a desktop; Windows, whose trash needs its shell. */
export async function systemTrash(where: TrashHome = thisHome()): Promise<SystemTrash | null> {
  if (where.platform === 'darwin') return folderTrash(join(where.home, '.Trash'), null);
  if (where.platform !== 'linux') return null;
  const folder = join(where.dataHome || join(where.home, '.local', 'share'), 'Trash');
  if (!(await isFolder(folder))) return null;
  await mkdir(join(folder, 'files'), { recursive: true, mode: 0o700 });
  await mkdir(join(folder, 'info'), { recursive: true, mode: 0o700 });
  return folderTrash(join(folder, 'files'), join(folder, 'info'));
}

/** @param info where the freedesktop.org trash keeps the original place of each file */
async function folderTrash(files: string, info: string | null): Promise<SystemTrash | null> {
  if (!(await isFolder(files))) return null;
  const device = (await stat(files)).dev;
  return {
    async put(path, originalPath) {
      if ((await lstat(path)).dev !== device) return false;
      const note = info === null ? null : await reserve(info, basename(path), originalPath);
      const name = note?.name ?? basename(await freePath(join(files, basename(path)), new Set()));
      const to = join(files, name);
      const move = { from: path, to, temporary: temporaryName(to, 0) };
      try {
        if ((await moveFile(move)) === 'moved') return true;
      } catch {
        // It stays, and the caller says so.
      }
      if (note !== null) await rm(note.path, { force: true });
      return false;
    },
  };
}

/** The specification's way: whoever makes the info file owns the name. */
async function reserve(info: string, wanted: string, originalPath: string) {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${number} ${wanted}`;
    const path = join(info, `${name}.trashinfo`);
    try {
      const handle = await open(path, 'wx');
      const where = originalPath.split('/').map(encodeURIComponent).join('/');
      const date = localTime(new Date());
      await handle.writeFile(`[Trash Info]\nPath=${where}\nDeletionDate=${date}\n`);
      await handle.close();
      return { name, path };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** `2026-11-24T06:37:00`, in the time of this place. */
function localTime(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
