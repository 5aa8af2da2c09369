import type { DatabaseSync } from 'node:sqlite';
import { P_COLUMN } from './p-column.ts';
import { pageRun } from './page-run.ts';
import type {
  RunPage,
  RunQuery,
  RunRow,
  RunSummary,
  Threshold,
  VerdictCounts,
  View,
} from './store.ts';

export interface RunTable {
  /** @param id where the caller numbers runs itself; null lets SQLite do it */
  begin(run: { readonly folder: string; readonly detectorId: string }, id: number | null): number;
  /** @param seenMs null: rows of a run that is written once and never updated */
  add(runId: number, rows: readonly RunRow[], seenMs?: number | null): void;
  end(runId: number): void;
  drop(runId: number): void;
  find(runId: number): RunSummary | null;
  lastId(): number;
  ofFolder(folder: string): RunSummary[];
  all(): RunSummary[];
  page(runId: number, query: RunQuery): RunPage;
  count(runId: number, threshold: Threshold): VerdictCounts;
  pValues(runId: number, view: View): Float64Array;
}

const SUMMARY =
  'SELECT id, folder, detector AS detectorId, started AS startedMs, finished AS finishedMs';

export function runTable(database: DatabaseSync): RunTable {
  const lastId = database.prepare('SELECT coalesce(max(id), 0) AS id FROM runs');
  const find = database.prepare(`${SUMMARY} FROM runs WHERE id = ?`);
  const ofFolder = database.prepare(`${SUMMARY} FROM runs WHERE folder = ? ORDER BY id DESC`);
  const all = database.prepare(`${SUMMARY} FROM runs ORDER BY id DESC`);
  return {
    ...runWriter(database),
    find: (runId) => (find.get(runId) as unknown as RunSummary | undefined) ?? null,
    lastId: () => Number(lastId.get()?.['id']),
    ofFolder: (folder) => ofFolder.all(folder) as unknown as RunSummary[],
    all: () => all.all() as unknown as RunSummary[],
    page: (runId, query) => pageRun(database, runId, query),
    count: (runId, threshold) => countVerdicts(database, runId, threshold),
    pValues: (runId, view) => pValuesOf(database, runId, view),
  };
}

function runWriter(database: DatabaseSync): Pick<RunTable, 'begin' | 'add' | 'end' | 'drop'> {
  const begin = database.prepare(
    'INSERT INTO runs (id, folder, detector, started) VALUES (?, ?, ?, ?)',
  );
  const next = database.prepare(
    'SELECT coalesce(max(position) + 1, 0) AS next FROM run_rows WHERE run = ?',
  );
  const insert = database.prepare(
    'INSERT INTO run_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const end = database.prepare('UPDATE runs SET finished = ? WHERE id = ?');
  const dropRows = database.prepare('DELETE FROM run_rows WHERE run = ?');
  const dropRun = database.prepare('DELETE FROM runs WHERE id = ?');
  return {
    begin: (run, id) => {
      return Number(begin.run(id, run.folder, run.detectorId, Date.now()).lastInsertRowid);
    },
    add(runId, rows, seenMs = null): void {
      let position = Number(next.get(runId)?.['next']);
      for (const row of rows) {
        insert.run(
          ...[runId, position, row.path, row.pathBytes ?? null, row.hash, row.p, row.score],
          ...[row.neighbourScore, row.pGrood, row.pNeighbours, row.class, row.error],
          ...[row.modifiedMs ?? null, row.sizeBytes ?? null, seenMs],
        );
        position += 1;
      }
    },
    end: (runId) => void end.run(Date.now(), runId),
    drop(runId): void {
      dropRows.run(runId);
      dropRun.run(runId);
    },
  };
}

function countVerdicts(
  database: DatabaseSync,
  runId: number,
  { view, p }: Threshold,
): VerdictCounts {
  const count = (condition: string, ...values: number[]): number => {
    const sql = `SELECT count(*) AS n FROM run_rows WHERE run = ? AND ${condition}`;
    return Number(database.prepare(sql).get(runId, ...values)?.['n']);
  };
  return {
    inDistribution: count(`error IS NULL AND ${P_COLUMN[view]} > ?`, p),
    ood: count(`error IS NULL AND ${P_COLUMN[view]} <= ?`, p),
    error: count("error > ''"),
  };
}

function pValuesOf(database: DatabaseSync, runId: number, view: View): Float64Array {
  const column = P_COLUMN[view];
  const where = `run = ? AND ${column} IS NOT NULL AND error IS NULL`;
  const total = database.prepare(`SELECT count(*) AS n FROM run_rows WHERE ${where}`).get(runId);
  const values = new Float64Array(Number(total?.['n']));
  const sql = `SELECT ${column} AS p FROM run_rows WHERE ${where} ORDER BY ${column}`;
  let i = 0;
  for (const row of database.prepare(sql).iterate(runId)) {
    values[i] = Number(row['p']);
    i += 1;
  }
  return values;
}
