import type { DatabaseSync } from 'node:sqlite';
import { inGroups } from './in-groups.ts';
import { packNeighbours, unpackNeighbours } from './neighbours-blob.ts';
import type { ResultRow, StoredResult } from './store.ts';

export interface ResultTable {
  put(detectorId: string, rows: readonly ResultRow[]): void;
  find(hashes: readonly string[], detectorId: string): Map<string, StoredResult>;
}

export function resultTable(database: DatabaseSync): ResultTable {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const select = database.prepare(
    `SELECT hash, p, score, neighbour_score AS neighbourScore, p_grood AS pGrood,
       p_neighbours AS pNeighbours, class, neighbours FROM results
     WHERE detector = ? AND hash IN (SELECT value FROM json_each(?))`,
  );
  return {
    put(detectorId, rows): void {
      for (const row of rows) {
        insert.run(
          ...[detectorId, row.hash, row.p, row.score, row.neighbourScore, row.pGrood],
          ...[row.pNeighbours, row.class, packNeighbours(row.neighbours)],
        );
      }
    },
    find(hashes, detectorId): Map<string, StoredResult> {
      const found = new Map<string, StoredResult>();
      for (const group of inGroups(hashes)) {
        for (const row of select.iterate(detectorId, JSON.stringify(group))) {
          const { hash, neighbours, ...scores } = row as unknown as PackedResult;
          found.set(hash, { ...scores, neighbours: unpackNeighbours(neighbours) });
        }
      }
      return found;
    },
  };
}

type PackedResult = Omit<ResultRow, 'neighbours'> & { readonly neighbours: Uint8Array | null };
