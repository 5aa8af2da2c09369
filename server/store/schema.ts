import type { DatabaseSync } from 'node:sqlite';

export const SCHEMA_VERSION = 2;
/** `GROD` in ASCII: tells our files from any other program's. */
const APPLICATION_ID = 0x47524f44;

/** `older` is brought up to date by `prepareSchema`. */
export type SchemaState = 'ready' | 'older' | 'newer' | 'foreign';

// Paths are bytes, since a path need not be UTF-8. Tables of small rows have no rowid, so that a
// row is found in one tree; feature rows are large and keep theirs.
const TABLES = `
CREATE TABLE files (
  path BLOB PRIMARY KEY, size INTEGER NOT NULL, mtime REAL NOT NULL, hash TEXT NOT NULL,
  format TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX files_by_content ON files (size, hash);
CREATE TABLE features (
  id INTEGER PRIMARY KEY, hash TEXT NOT NULL, backbone TEXT NOT NULL,
  features BLOB NOT NULL, logits BLOB, UNIQUE (backbone, hash)
);
CREATE TABLE results (
  detector TEXT NOT NULL, hash TEXT NOT NULL, p REAL, score REAL, neighbour_score REAL,
  p_grood REAL, p_neighbours REAL, class TEXT, neighbours BLOB, PRIMARY KEY (detector, hash)
) WITHOUT ROWID;
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, folder TEXT NOT NULL, detector TEXT NOT NULL,
  started REAL NOT NULL, finished REAL
);
CREATE INDEX runs_by_folder ON runs (folder, id);
CREATE TABLE run_rows (
  run INTEGER NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL, path_bytes BLOB, hash TEXT,
  p REAL, score REAL, neighbour_score REAL, p_grood REAL, p_neighbours REAL, class TEXT,
  error TEXT, PRIMARY KEY (run, position)
) WITHOUT ROWID;
CREATE INDEX run_rows_by_path ON run_rows (run, path);
CREATE INDEX run_rows_by_class ON run_rows (run, class);
CREATE INDEX run_rows_by_p ON run_rows (run, p);
CREATE INDEX run_rows_by_score ON run_rows (run, score);
CREATE INDEX run_rows_by_neighbour_score ON run_rows (run, neighbour_score);
CREATE INDEX run_rows_by_p_grood ON run_rows (run, p_grood);
CREATE INDEX run_rows_by_p_neighbours ON run_rows (run, p_neighbours);
CREATE INDEX run_rows_with_error ON run_rows (run, error) WHERE error IS NOT NULL;
`;

// What the editor needs: when a row was last seen and how the file was then, what was decided of
// it, and what is to outlive the process.
const SECOND_VERSION = `
ALTER TABLE run_rows ADD COLUMN modified REAL;
ALTER TABLE run_rows ADD COLUMN size INTEGER;
ALTER TABLE run_rows ADD COLUMN seen REAL;
CREATE TABLE decisions (path TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/** Creates the tables in an empty file; never touches a file that is newer or not ours. */
export function prepareSchema(database: DatabaseSync): SchemaState {
  const state = schemaState(database);
  if (state !== 'empty' && state !== 'older') return state;
  // Two processes may find the file empty at once: the second one looks again under the lock.
  database.exec('BEGIN IMMEDIATE');
  try {
    const now = schemaState(database);
    if (now === 'empty') database.exec(`PRAGMA application_id = ${APPLICATION_ID};${TABLES}`);
    if (now === 'empty' || now === 'older') {
      database.exec(`${SECOND_VERSION}PRAGMA user_version = ${SCHEMA_VERSION}`);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
  const after = schemaState(database);
  return after === 'empty' ? 'foreign' : after;
}

export function schemaState(database: DatabaseSync): SchemaState | 'empty' {
  const pragma = (name: string): number => {
    return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
  };
  const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'];
  if (tables === 0) return 'empty';
  if (pragma('application_id') !== APPLICATION_ID) return 'foreign';
  const version = pragma('user_version');
  if (version === SCHEMA_VERSION) return 'ready';
  return version > SCHEMA_VERSION ? 'newer' : 'older';
}
