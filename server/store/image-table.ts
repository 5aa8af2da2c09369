import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type {
  FileStamp,
  ImageGroup,
  ImagePage,
  ImageQuery,
  ImageRow,
  ImageScope,
  Judgement,
  StoredGradeCounts,
} from './images.ts';
import { unpackNeighbours } from './neighbours-blob.ts';
import { P_COLUMN } from './p-column.ts';
import type { View } from './store.ts';

export interface ImageTable {
  reopen(runId: number): void;
  drop(runId: number, paths: readonly string[]): void;
  dropUnseen(scope: ImageScope, seenMs: number): string[];
  at(runIds: readonly number[], paths: readonly string[]): Map<string, ImageRow>;
  page(scope: ImageScope, query: ImageQuery): ImagePage;
  groups(scope: ImageScope, query: Pick<ImageQuery, 'judgement' | 'filter'>): ImageGroup[];
  countGrades(scope: ImageScope, judgement: Judgement): StoredGradeCounts;
  countPValues(scope: ImageScope, view: View): { readonly p: number; readonly count: number }[];
  stamps(scope: ImageScope): Iterable<FileStamp>;
}

interface Term {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const DECIDED = 'EXISTS (SELECT 1 FROM decisions WHERE decisions.path = row.path)';
/** All up to the last slash: what is stripped from the right is every other character. */
const FOLDER = "rtrim(row.path, replace(row.path, '/', ''))";

const SELECT = `SELECT run AS runId, position, path, path_bytes AS pathBytes, hash, p, score,
  neighbour_score AS neighbourScore, p_grood AS pGrood, p_neighbours AS pNeighbours, class, error,
  modified AS modifiedMs, size AS sizeBytes,
  (SELECT kind FROM decisions WHERE decisions.path = row.path) AS decision,
  (SELECT neighbours FROM results WHERE results.hash = row.hash
    AND detector = (SELECT detector FROM runs WHERE id = row.run)) AS neighbours
  FROM run_rows AS row`;

export function imageTable(database: DatabaseSync): ImageTable {
  const reopen = database.prepare('UPDATE runs SET finished = NULL WHERE id = ?');
  // Left to itself, SQLite reads all rows of the run: it knows nothing of their number.
  const drop = database.prepare(
    'DELETE FROM run_rows INDEXED BY run_rows_by_path WHERE run = ? AND path = ?',
  );
  const at = database.prepare(
    `${SELECT} INDEXED BY run_rows_by_path
     WHERE run IN (SELECT value FROM json_each(?)) AND path = ? ORDER BY run DESC LIMIT 1`,
  );
  return {
    reopen: (runId) => void reopen.run(runId),
    drop(runId, paths): void {
      for (const path of paths) drop.run(runId, path);
    },
    dropUnseen(scope, seenMs): string[] {
      const { sql, values } = within(scope);
      // A decided image may have been moved: its row is how it is found again.
      const where = `${sql} AND coalesce(seen, 0) < ? AND NOT ${DECIDED}`;
      const find = database.prepare(`SELECT path FROM run_rows AS row WHERE ${where}`);
      const paths = find.all(...values, seenMs).map((found) => String(found['path']));
      database.prepare(`DELETE FROM run_rows AS row WHERE ${where}`).run(...values, seenMs);
      return paths;
    },
    at(runIds, paths): Map<string, ImageRow> {
      const runs = JSON.stringify(runIds);
      const rows = paths.flatMap((path) => at.all(runs, path) as unknown as StoredRow[]);
      return new Map(rows.map((row) => [row.path, unpack(row)]));
    },
    page: (scope, query) => page(database, scope, query),
    groups: (scope, query) => groups(database, scope, query),
    countGrades: (scope, judgement) => countGrades(database, scope, judgement),
    countPValues(scope, view): { p: number; count: number }[] {
      const column = P_COLUMN[view];
      const { sql, values } = within(scope);
      const select = database.prepare(
        `SELECT ${column} AS p, count(*) AS count FROM run_rows AS row
         WHERE ${sql} AND ${column} IS NOT NULL GROUP BY ${column} ORDER BY ${column}`,
      );
      return select.all(...values) as unknown as { p: number; count: number }[];
    },
    stamps(scope): Iterable<FileStamp> {
      const { sql, values } = within(scope);
      const select = database.prepare(
        `SELECT path, modified AS modifiedMs, size AS sizeBytes FROM run_rows AS row WHERE ${sql}`,
      );
      return select.iterate(...values) as unknown as Iterable<FileStamp>;
    },
  };
}

function page(database: DatabaseSync, scope: ImageScope, query: ImageQuery): ImagePage {
  const { sql, values } = joined([within(scope), ...conditions(query)]);
  const count = database.prepare(`SELECT count(*) AS n FROM run_rows AS row WHERE ${sql}`);
  // Sorted by key alone: whole rows, with their neighbours, are read for the page only.
  const keys = database.prepare(
    `SELECT run, position FROM run_rows AS row WHERE ${sql}
     ORDER BY ${order(query)} LIMIT ? OFFSET ?`,
  );
  const one = database.prepare(`${SELECT} WHERE run = ? AND position = ?`);
  const rows = keys
    .all(...values, query.count, query.offset)
    .map((key) => one.get(key['run']!, key['position']!) as unknown as StoredRow);
  return { total: Number(count.get(...values)?.['n']), rows: rows.map(unpack) };
}

function groups(
  database: DatabaseSync,
  scope: ImageScope,
  query: Pick<ImageQuery, 'judgement' | 'filter'>,
): ImageGroup[] {
  const { sql, values } = joined([within(scope), ...conditions(query)]);
  const select = database.prepare(
    `SELECT ${FOLDER} AS path, count(*) AS count FROM run_rows AS row
     WHERE ${sql} GROUP BY 1 ORDER BY 1`,
  );
  return select.all(...values) as unknown as ImageGroup[];
}

function order({ sort, isDescending, judgement }: ImageQuery): string {
  const column = sort === 'p' ? P_COLUMN[judgement.view] : sort;
  const direction = isDescending === true ? 'DESC' : 'ASC';
  // Ties by p are common: the score goes on where p ends.
  const tie = sort === 'p' ? `, score ${isDescending === true ? 'ASC' : 'DESC'}` : '';
  return `${column} ${direction} NULLS LAST${tie}, path`;
}

function conditions({ filter = {}, judgement }: Pick<ImageQuery, 'judgement' | 'filter'>): Term[] {
  const terms: Term[] = [];
  const add = (sql: string, ...values: SQLInputValue[]): void => {
    terms.push({ sql, values });
  };
  if (filter.grades !== undefined) {
    const either = filter.grades.map((grade) => gradeTerm(grade, judgement));
    if (either.length === 0) add('0');
    else add(`(${either.map(({ sql }) => sql).join(' OR ')})`, ...either.flatMap((t) => t.values));
  }
  if (filter.isDecided !== undefined) add(filter.isDecided ? DECIDED : `NOT ${DECIDED}`);
  if (filter.folder !== undefined) add(`${FOLDER} = ?`, filter.folder);
  if (filter.class !== undefined) add('class = ?', filter.class);
  if (filter.text !== undefined && filter.text !== '') {
    add('instr(lower(path), lower(?)) > 0', filter.text);
  }
  if (filter.pRange !== undefined) {
    add(`${P_COLUMN[judgement.view]} BETWEEN ? AND ?`, ...filter.pRange);
  }
  return terms;
}

// p may have passed through float32; neighbouring values of p differ by 1 / (n + 1).
const smallest = ({ smallestP }: Judgement): number => smallestP * 1.0001;

function gradeTerm(grade: string, judgement: Judgement): Term {
  const column = P_COLUMN[judgement.view];
  const both = Math.min(judgement.p, smallest(judgement));
  if (grade === 'unreadable') return { sql: `${column} IS NULL`, values: [] };
  if (grade === 'ordinary') return { sql: `${column} > ?`, values: [judgement.p] };
  if (grade === 'very-unusual') return { sql: `${column} <= ?`, values: [both] };
  return { sql: `(${column} > ? AND ${column} <= ?)`, values: [both, judgement.p] };
}

/**
 * Ranges of an index, so that a hundred thousand rows are counted in milliseconds; the decided ones
 * are few, and are taken off one by one.
 */
function countGrades(
  database: DatabaseSync,
  scope: ImageScope,
  judgement: Judgement,
): StoredGradeCounts {
  const count = (grade: string, more: string): number => {
    const { sql, values } = joined([within(scope), gradeTerm(grade, judgement)]);
    const statement = database.prepare(
      `SELECT count(*) AS n FROM run_rows AS row WHERE ${sql}${more}`,
    );
    return Number(statement.get(...values)?.['n']);
  };
  const standing = ' AND path IN (SELECT decisions.path FROM decisions)';
  const decided = (grade: string): number => (hasDecisions ? count(grade, standing) : 0);
  const any = database.prepare('SELECT 1 FROM decisions LIMIT 1');
  const hasDecisions = any.get() !== undefined;
  const of = (grade: string): { left: number; gone: number } => {
    const gone = decided(grade);
    return { left: count(grade, '') - gone, gone };
  };
  const [very, some, ordinary, unreadable] = [
    of('very-unusual'),
    of('unusual'),
    of('ordinary'),
    of('unreadable'),
  ];
  return {
    veryUnusual: very.left,
    unusual: some.left,
    ordinary: ordinary.left,
    unreadable: unreadable.left,
    decided: very.gone + some.gone + ordinary.gone + unreadable.gone,
  };
}

function within({ runIds, below }: ImageScope): Term {
  const [only] = runIds;
  const run: Term =
    runIds.length === 1
      ? { sql: 'run = ?', values: [only!] }
      : { sql: 'run IN (SELECT value FROM json_each(?))', values: [JSON.stringify(runIds)] };
  if (below === undefined) return run;
  // Between `folder/` and `folder0`: 0 is the character after the slash.
  return joined([run, { sql: 'path > ? AND path < ?', values: [`${below}/`, `${below}0`] }]);
}

function joined(terms: readonly Term[]): Term {
  return {
    sql: terms.map(({ sql }) => sql).join(' AND '),
    values: terms.flatMap(({ values }) => values),
  };
}

type StoredRow = Omit<ImageRow, 'neighbours' | 'pathBytes'> & {
  readonly neighbours: Uint8Array | null;
  readonly pathBytes: Uint8Array | null;
};

function unpack({ pathBytes, neighbours, ...row }: StoredRow): ImageRow {
  const unpacked = { ...row, neighbours: unpackNeighbours(neighbours) };
  return pathBytes === null ? unpacked : { ...unpacked, pathBytes };
}
