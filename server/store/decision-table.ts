import type { DatabaseSync } from 'node:sqlite';
import type { StandingDecision } from './decisions.ts';

export interface DecisionTable {
  mirror(standing: readonly StandingDecision[]): void;
  all(): StandingDecision[];
}

export function decisionTable(database: DatabaseSync): DecisionTable {
  const clear = database.prepare('DELETE FROM decisions');
  const put = database.prepare('INSERT OR REPLACE INTO decisions VALUES (?, ?)');
  const all = database.prepare('SELECT path, kind FROM decisions');
  return {
    mirror(standing): void {
      clear.run();
      for (const { path, kind } of standing) put.run(path, kind);
    },
    all: () => all.all() as unknown as StandingDecision[],
  };
}
