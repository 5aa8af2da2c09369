import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { DecisionQuery, NewDecision, StoredDecision } from './decisions.ts';

export interface DecisionTable {
  add(decisions: readonly NewDecision[]): StoredDecision[];
  undo(ids: readonly number[]): void;
  find(query: DecisionQuery): StoredDecision[];
  /** Takes over decisions of another database as they are. */
  copy(decisions: readonly StoredDecision[]): void;
}

export function decisionTable(database: DatabaseSync): DecisionTable {
  const insert = database.prepare('INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const undo = database.prepare(
    `UPDATE decisions SET undone = ?
     WHERE undone IS NULL AND id IN (SELECT value FROM json_each(?))`,
  );
  const put = (row: Omit<StoredDecision, 'id'>, id: number | null): number => {
    const { batch, kind, fromPath, toPath, madeMs, undoneMs, detail } = row;
    const values = [id, batch, kind, fromPath, toPath, madeMs, undoneMs, detail];
    return Number(insert.run(...values).lastInsertRowid);
  };
  return {
    add(decisions): StoredDecision[] {
      const last = database.prepare('SELECT coalesce(max(batch), 0) AS n FROM decisions').get();
      const batch = Number(last?.['n']) + 1;
      const madeMs = Date.now();
      return decisions.map((decision) => {
        const row = { ...decision, detail: decision.detail ?? null, batch, madeMs };
        const id = put({ ...row, undoneMs: null }, null);
        return { ...row, id, undoneMs: null };
      });
    },
    undo: (ids) => void undo.run(Date.now(), JSON.stringify(ids)),
    find: (query) => findDecisions(database, query),
    copy(decisions): void {
      for (const decision of decisions) put(decision, decision.id);
    },
  };
}

function findDecisions(database: DatabaseSync, query: DecisionQuery): StoredDecision[] {
  const terms = ['1'];
  const values: SQLInputValue[] = [];
  const add = (sql: string, ...bound: SQLInputValue[]): void => {
    terms.push(sql);
    values.push(...bound);
  };
  if (query.ids !== undefined) {
    add('id IN (SELECT value FROM json_each(?))', JSON.stringify(query.ids));
  }
  if (query.kind !== undefined) add('kind = ?', query.kind);
  if (query.path !== undefined) add('(from_path = ? OR to_path = ?)', query.path, query.path);
  if (query.isStanding === true) add('undone IS NULL');
  if (query.isLastBatch === true) {
    add('batch = (SELECT max(batch) FROM decisions WHERE undone IS NULL)');
  }
  const sql = `SELECT id, batch, kind, from_path AS fromPath, to_path AS toPath, made AS madeMs,
    undone AS undoneMs, detail FROM decisions WHERE ${terms.join(' AND ')} ORDER BY id DESC`;
  return database.prepare(sql).all(...values) as unknown as StoredDecision[];
}
