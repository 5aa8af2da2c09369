import type { DatabaseSync } from 'node:sqlite';
import { inGroups } from './in-groups.ts';
import type { FeatureRow, StoredFeatures } from './store.ts';

export interface FeatureTable {
  put(backboneId: string, rows: readonly FeatureRow[]): void;
  find(hashes: readonly string[], backboneId: string): Map<string, StoredFeatures>;
}

export function featureTable(database: DatabaseSync): FeatureTable {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO features (hash, backbone, features, logits) VALUES (?, ?, ?, ?)',
  );
  const select = database.prepare(
    `SELECT hash, features, logits FROM features
     WHERE backbone = ? AND hash IN (SELECT value FROM json_each(?))`,
  );
  return {
    put(backboneId, rows): void {
      for (const { hash, features, logits } of rows) {
        insert.run(hash, backboneId, bytes(features), logits && bytes(logits));
      }
    },
    find(hashes, backboneId): Map<string, StoredFeatures> {
      const found = new Map<string, StoredFeatures>();
      for (const group of inGroups(hashes)) {
        for (const row of select.iterate(backboneId, JSON.stringify(group))) {
          const { hash, features, logits } = row as unknown as BlobRow;
          found.set(hash, { features: floats(features), logits: logits && floats(logits) });
        }
      }
      return found;
    },
  };
}

interface BlobRow {
  readonly hash: string;
  readonly features: Uint8Array;
  readonly logits: Uint8Array | null;
}

function bytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

// SQLite hands out a buffer of its own for each blob, so a view is enough where it is aligned.
function floats(blob: Uint8Array): Float32Array {
  const aligned = blob.byteOffset % 4 === 0 ? blob : blob.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
