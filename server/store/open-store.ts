import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { failed, ok, type Result } from '../protocol/failure.ts';
import { diskTrouble } from './disk-trouble.ts';
import { LayeredStore } from './layered-store.ts';
import { prepareSchema, SCHEMA_VERSION, type SchemaState, schemaState } from './schema.ts';
import type { Store } from './store.ts';
import { type Tables, tablesOf } from './tables.ts';

export interface StoreOptions {
  /** Told at most once, a sentence: the run goes on in memory. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** Bytes that the file may grow to; beyond, the store behaves as on a full disk. */
  readonly sizeLimitBytes?: number;
}

const PAGE_BYTES = 4096;
/** A second run on the same folder waits this long for the first one's batch. */
const BUSY_TIMEOUT_MS = 10_000;

type Sqlite = typeof import('node:sqlite');

/**
 * Opens `store.sqlite` in a folder, which is made if need be; null for a store in memory. A folder
 * that can't be written gives a store in memory on top of what can be read there, and a note.
 * Fails only where Node.js has no SQLite.
 */
export function openStore(folder: string | null, options: StoreOptions = {}): Result<Store> {
  // Absent in Node.js before 22.13; an import would end the process without a sentence.
  const sqlite = process.getBuiltinModule('node:sqlite') as Sqlite | undefined;
  if (sqlite === undefined) {
    return failed(
      'store',
      `Node.js ${process.versions.node} has no node:sqlite, which the store needs.`,
      'Use Node.js 22.13 or later, or the one that npm installs with this project.',
    );
  }
  const opener = new Opener(sqlite, folder, options);
  return ok(folder === null ? opener.inMemory(null) : opener.onDisk(join(folder, 'store.sqlite')));
}

class Opener {
  readonly #sqlite: Sqlite;
  readonly #folder: string | null;
  readonly #options: StoreOptions;

  constructor(sqlite: Sqlite, folder: string | null, options: StoreOptions) {
    this.#sqlite = sqlite;
    this.#folder = folder;
    this.#options = options;
  }

  onDisk(path: string): Store {
    let database: DatabaseSync | null = null;
    try {
      makeFolder(this.#folder ?? '.');
      database = new this.#sqlite.DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
      const state = this.#prepare(database);
      if (state !== 'ready') {
        database.close();
        this.#refuse(path, state === 'newer' ? NEWER : FOREIGN);
        return this.inMemory(null);
      }
      // Opening succeeds on a read-only file; only a write tells.
      database.exec('BEGIN IMMEDIATE; ROLLBACK');
      return this.#layered(path, tablesOf(database), null);
    } catch (error) {
      const cause = diskTrouble(error);
      if (cause === null) throw error;
      if (database?.isOpen) database.close();
      this.#tell(path, cause);
      return this.inMemory(this.#readable(path));
    }
  }

  inMemory(lower: Tables | null): Store {
    return this.#layered(null, this.#memory(), lower);
  }

  #layered(path: string | null, upper: Tables, lower: Tables | null): Store {
    return new LayeredStore({
      path,
      upper,
      lower,
      isKept: path !== null,
      openMemory: () => this.#memory(),
      onTrouble: (cause) => this.#tell(path ?? '', cause),
    });
  }

  #memory(): Tables {
    const database = new this.#sqlite.DatabaseSync(':memory:');
    prepareSchema(database);
    return tablesOf(database);
  }

  #prepare(database: DatabaseSync): SchemaState {
    // Looked at first: a file that is not ours keeps its journal mode too.
    const state = schemaState(database);
    if (state === 'newer' || state === 'foreign') return state;
    // With a write-ahead log NORMAL loses no committed batch to kill -9, without an fsync a batch.
    switchToWal(database);
    // The eight indexes of a run's rows are written all over: a cache of 8 MB keeps most of their
    // pages, and a log of 64 MB, not 16, gathers more changes of each before it goes to the file:
    // 19 % less is written over 60,000 images.
    database.exec(
      'PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 16000',
    );
    const { sizeLimitBytes } = this.#options;
    if (sizeLimitBytes !== undefined) {
      database.exec(`PRAGMA max_page_count = ${Math.ceil(sizeLimitBytes / PAGE_BYTES)}`);
    }
    return prepareSchema(database);
  }

  /** What a store that can't be written still holds; null if that can't be read either. */
  #readable(path: string): Tables | null {
    if (!existsSync(path)) return null;
    // `immutable` reads without the log's helper files, which a read-only folder can't take.
    for (const query of ['', '?immutable=1']) {
      const url = new URL(pathToFileURL(path).href + query);
      const database = new this.#sqlite.DatabaseSync(url, { readOnly: true, open: false });
      try {
        database.open();
        if (schemaState(database) === 'ready') return tablesOf(database);
        database.close();
        return null;
      } catch {
        if (database.isOpen) database.close();
      }
    }
    return null;
  }

  #tell(path: string, cause: string): void {
    this.#options.onNote?.(
      `The store ${path} can't be written (${cause}); this run goes on in memory, and what it ` +
        'computes will have to be computed again.',
    );
  }

  #refuse(path: string, reason: string): void {
    this.#options.onNote?.(
      `The store ${path} ${reason}; it is left as it is, and this run goes on in memory.`,
    );
  }
}

const NEWER = `was written by a newer version of this program (this one reads ${SCHEMA_VERSION})`;
const FOREIGN = 'is a database of another program';

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // A folder that holds other things is somebody's own: git must go on seeing them.
  if (readdirSync(folder).every((name) => name.startsWith('store.sqlite'))) {
    writeFileSync(join(folder, '.gitignore'), '*\n');
  }
}

const SWITCH_ATTEMPTS = 100;

// SQLite does not wait for the other process in this one statement: the busy timeout is not
// consulted when both want the exclusive lock.
function switchToWal(database: DatabaseSync): void {
  if (database.prepare('PRAGMA journal_mode').get()?.['journal_mode'] === 'wal') return;
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (attempt === SWITCH_ATTEMPTS || !isBusy(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}
