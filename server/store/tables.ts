import type { DatabaseSync } from 'node:sqlite';
import { type DecisionTable, decisionTable } from './decision-table.ts';
import { type FeatureTable, featureTable } from './feature-table.ts';
import { type FileTable, fileTable } from './file-table.ts';
import { type ImageTable, imageTable } from './image-table.ts';
import { type KeptTable, keptTable } from './kept-table.ts';
import { type ResultTable, resultTable } from './result-table.ts';
import { type RunTable, runTable } from './run-table.ts';

/** All tables of one database, with their prepared statements. */
export interface Tables {
  readonly files: FileTable;
  readonly features: FeatureTable;
  readonly results: ResultTable;
  readonly runs: RunTable;
  readonly images: ImageTable;
  readonly decisions: DecisionTable;
  readonly kept: KeptTable;
  /** One transaction; what throws is rolled back and thrown on. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export function tablesOf(database: DatabaseSync): Tables {
  return {
    files: fileTable(database),
    features: featureTable(database),
    results: resultTable(database),
    runs: runTable(database),
    images: imageTable(database),
    decisions: decisionTable(database),
    kept: keptTable(database),
    transaction<T>(work: () => T): T {
      // A deferred transaction that reads first can't wait for another writer: it fails at once.
      database.exec('BEGIN IMMEDIATE');
      try {
        const value = work();
        database.exec('COMMIT');
        return value;
      } catch (error) {
        // A full disk may have rolled back already.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}
