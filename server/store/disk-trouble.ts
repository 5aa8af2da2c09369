/** Primary result codes of SQLite that speak of the disk and not of a caller's bug. */
const CAUSES: Readonly<Record<number, string>> = {
  3: 'no permission',
  5: 'another program has locked it',
  6: 'another program has locked it',
  8: 'it is read-only',
  10: 'the disk reports an error',
  11: 'it is damaged',
  13: 'the disk is full',
  14: 'it cannot be opened',
  15: 'another program has locked it',
  26: 'it is not a database',
};

/** Why the file can't be used, as the end of a sentence; null for any other error. */
export function diskTrouble(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('errcode' in error && typeof error.errcode === 'number') {
    return CAUSES[error.errcode & 0xff] ?? null;
  }
  if (!('syscall' in error) || !('code' in error)) return null;
  if (error.code === 'EACCES' || error.code === 'EPERM') return 'no permission';
  if (error.code === 'EROFS') return 'it is read-only';
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return 'the disk is full';
  if (error.code === 'ENOTDIR' || error.code === 'EEXIST') return 'its folder is a file';
  return String(error.code);
}
