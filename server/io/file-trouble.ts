/** What the system's answer means for a person, to follow the path: `is gone`. */
export interface FileTrouble {
  readonly what: string;
  readonly hint: string;
}

export function fileTrouble(error: unknown): FileTrouble {
  const code = errorCode(error);
  const known = code === null ? undefined : troubles[code];
  if (known !== undefined) return known;
  const said = error instanceof Error ? error.message.split(',')[0] : String(error);
  return { what: `could not be opened (${said})`, hint: 'Check the disk and try again.' };
}

/** `ENOENT` and the like; null for an error that the system did not make. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

const rights = 'Change its permissions, or leave it out with --exclude.';
const troubles: Readonly<Record<string, FileTrouble>> = {
  ENOENT: { what: 'does not exist', hint: 'It was moved or deleted, or the path has a typo.' },
  ENOTDIR: { what: 'does not exist', hint: 'A part of the path is a file, not a folder.' },
  EACCES: { what: 'may not be read: permission denied', hint: rights },
  EPERM: { what: 'may not be read: permission denied', hint: rights },
  EISDIR: { what: 'is a folder, not a file', hint: 'Rename it, or leave it out with --exclude.' },
  ELOOP: {
    what: 'is a symbolic link that leads back to itself',
    hint: 'Remove the link, or leave it out with --exclude.',
  },
  ENAMETOOLONG: {
    what: 'has a path that is too long for this system',
    hint: 'Shorten the names of its folders.',
  },
  EMFILE: {
    what: 'could not be opened: too many files are open',
    hint: 'Raise the limit with ulimit -n, then run again.',
  },
  EIO: { what: 'could not be read: the disk reports an error', hint: 'Check the disk.' },
  ESTALE: { what: 'is gone from its network folder', hint: 'Mount the folder again.' },
  EBUSY: { what: 'is in use by another program', hint: 'Close that program, then run again.' },
};
