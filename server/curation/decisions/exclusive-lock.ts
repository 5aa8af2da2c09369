import { setTimeout as wait } from 'node:timers/promises';
import { failed, type Result } from '../../protocol/failure.ts';

const PATIENCE_MS = 10_000;
const RETRY_MS = 40;
const SQLITE_BUSY = 5;

/**
 * Runs `work` while no other process does, in all that ask by the same path. The lock is SQLite's
 * on an empty database: the system lets go of it when a process ends in whatever way, so nothing
 * stale is ever left.
 */
export async function withExclusiveLock<T>(
  path: string,
  work: () => Promise<Result<T>>,
  { patienceMs = PATIENCE_MS }: { readonly patienceMs?: number } = {},
): Promise<Result<T>> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    for (const startMs = performance.now(); ; await wait(RETRY_MS)) {
      try {
        database.exec('BEGIN EXCLUSIVE');
        break;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (performance.now() - startMs > patienceMs) return busy();
      }
    }
    return await work();
  } finally {
    database.close();
  }
}

function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
  );
}

function busy(): Result<never> {
  return failed(
    'busy',
    'Another window is moving images of this workspace.',
    'Wait until it is done, then try again.',
  );
}
