import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { diskTrouble } from '../../store/disk-trouble.ts';

export interface ThumbnailKey {
  readonly path: string | Uint8Array;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly sizePx: number;
}

/** Pictures on disk. What can't be read or written is a miss: it is only a cache. */
export interface ThumbnailCache {
  find(key: ThumbnailKey): Uint8Array | null;
  /** The oldest make room where the limit is reached. */
  put(rows: readonly { readonly key: ThumbnailKey; readonly webp: Uint8Array }[]): void;
  close(): void;
}

export const noCache: ThumbnailCache = { find: () => null, put: () => {}, close: () => {} };

const LIMIT_BYTES = 256 * 1024 * 1024;
/** Removed at once, so that it is not done for each picture. */
const ROOM = 0.1;

const TABLE = `CREATE TABLE IF NOT EXISTS pictures (
  id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, bytes INTEGER NOT NULL, webp BLOB NOT NULL
)`;

/** `thumbnails/pictures.sqlite` in a folder: one file instead of a hundred thousand. */
export async function openThumbnailCache(
  folder: string,
  { limitBytes = LIMIT_BYTES }: { readonly limitBytes?: number } = {},
): Promise<ThumbnailCache> {
  try {
    const { DatabaseSync } = await import('node:sqlite');
    mkdirSync(join(folder, 'thumbnails'), { recursive: true });
    // Without patience: waiting for another window would cost more than making a picture.
    const path = join(folder, 'thumbnails', 'pictures.sqlite');
    const database = new DatabaseSync(path, { timeout: 0 });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${TABLE}`);
    return new SqliteCache(database, limitBytes);
  } catch (error) {
    if (diskTrouble(error) === null) throw error;
    return noCache;
  }
}

class SqliteCache implements ThumbnailCache {
  readonly #database: DatabaseSync;
  readonly #limitBytes: number;
  #bytes: number;

  constructor(database: DatabaseSync, limitBytes: number) {
    this.#database = database;
    this.#limitBytes = limitBytes;
    this.#bytes = this.#count();
  }

  find(key: ThumbnailKey): Uint8Array | null {
    return this.#orElse(null, () => {
      const select = this.#database.prepare('SELECT webp FROM pictures WHERE key = ?');
      const row = select.get(digest(key)) as { readonly webp: Uint8Array } | undefined;
      return row?.webp ?? null;
    });
  }

  put(rows: Parameters<ThumbnailCache['put']>[0]): void {
    if (rows.length === 0) return;
    this.#orElse(undefined, () => {
      const sql = 'INSERT OR IGNORE INTO pictures (key, bytes, webp) VALUES (?, ?, ?)';
      const insert = this.#database.prepare(sql);
      this.#database.exec('BEGIN IMMEDIATE');
      for (const { key, webp } of rows) {
        const { changes } = insert.run(digest(key), webp.length, webp);
        if (changes !== 0) this.#bytes += webp.length;
      }
      this.#database.exec('COMMIT');
      if (this.#bytes > this.#limitBytes) this.#makeRoom();
    });
  }

  close(): void {
    this.#database.close();
  }

  #makeRoom(): void {
    const target = this.#limitBytes * (1 - ROOM);
    this.#database
      .prepare(
        `DELETE FROM pictures WHERE id <= (SELECT id FROM (
           SELECT id, sum(bytes) OVER (ORDER BY id DESC) AS kept FROM pictures
         ) WHERE kept > ? ORDER BY id DESC LIMIT 1)`,
      )
      .run(target);
    this.#bytes = this.#count();
  }

  #count(): number {
    const row = this.#database.prepare('SELECT coalesce(sum(bytes), 0) AS n FROM pictures').get();
    return Number(row?.['n']);
  }

  #orElse<T>(otherwise: T, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (diskTrouble(error) === null) throw error;
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      return otherwise;
    }
  }
}

function digest({ path, sizeBytes, mtimeMs, sizePx }: ThumbnailKey): Uint8Array {
  const rest = `\0${sizeBytes} ${mtimeMs} ${sizePx}`;
  return createHash('sha256').update(path).update(rest).digest().subarray(0, 16);
}
