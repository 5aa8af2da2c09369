import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { unpackNeighbours } from './neighbours-blob.ts';
import { P_COLUMN } from './p-column.ts';
import type { PagedRow, RunFilter, RunPage, RunQuery, SortColumn } from './store.ts';

const COLUMNS: Readonly<Record<SortColumn, string>> = {
  position: 'position',
  path: 'path',
  class: 'class',
  p: 'p',
  score: 'score',
  neighbourScore: 'neighbour_score',
  pGrood: 'p_grood',
  pNeighbours: 'p_neighbours',
};

interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** One page of a run: sorted, filtered and cut by SQLite, so that memory holds the page alone. */
export function pageRun(database: DatabaseSync, runId: number, query: RunQuery): RunPage {
  const { sql, values } = condition(runId, query.filter ?? {});
  const total = database.prepare(`SELECT count(*) AS n FROM run_rows AS row WHERE ${sql}`);
  const select = database.prepare(
    `SELECT position, path, path_bytes AS pathBytes, hash, p, score,
       neighbour_score AS neighbourScore, p_grood AS pGrood, p_neighbours AS pNeighbours, class,
       error, modified AS modifiedMs, size AS sizeBytes,
       (SELECT neighbours FROM results WHERE results.hash = row.hash
         AND detector = (SELECT detector FROM runs WHERE id = row.run)) AS neighbours
     FROM run_rows AS row WHERE ${sql} ORDER BY ${order(query)} LIMIT ? OFFSET ?`,
  );
  const rows = select.all(...values, query.count, query.offset) as unknown as StoredRow[];
  return { total: Number(total.get(...values)?.['n']), rows: rows.map(unpack) };
}

function order({ sort }: RunQuery): string {
  if (sort === undefined) return 'position';
  const direction = sort.descending === true ? 'DESC' : 'ASC';
  if (sort.by === 'position') return `position ${direction}`;
  return `${COLUMNS[sort.by]} ${direction} NULLS LAST, position`;
}

function condition(runId: number, filter: RunFilter): Condition {
  const terms: Condition[] = [{ sql: 'run = ?', values: [runId] }];
  if (filter.verdict !== undefined) {
    const { is, view, p } = filter.verdict;
    const column = P_COLUMN[view];
    const side = is === 'ood' ? '<=' : '>';
    terms.push(
      is === 'error'
        ? { sql: "error > ''", values: [] }
        : { sql: `error IS NULL AND ${column} ${side} ?`, values: [p] },
    );
  }
  if (filter.class !== undefined) terms.push({ sql: 'class = ?', values: [filter.class] });
  if (filter.pathContains !== undefined) {
    terms.push({ sql: 'instr(lower(path), lower(?)) > 0', values: [filter.pathContains] });
  }
  return {
    sql: terms.map((term) => term.sql).join(' AND '),
    values: terms.flatMap((term) => term.values),
  };
}

type StoredRow = Omit<PagedRow, 'neighbours' | 'pathBytes'> & {
  readonly neighbours: Uint8Array | null;
  readonly pathBytes: Uint8Array | null;
};

function unpack({ pathBytes, neighbours, ...row }: StoredRow): PagedRow {
  const unpacked = { ...row, neighbours: unpackNeighbours(neighbours) };
  return pathBytes === null ? unpacked : { ...unpacked, pathBytes };
}
