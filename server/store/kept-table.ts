import type { DatabaseSync } from 'node:sqlite';

export interface KeptTable {
  put(key: string, value: string | null): void;
  get(key: string): string | null;
  all(): { readonly key: string; readonly value: string }[];
}

export function keptTable(database: DatabaseSync): KeptTable {
  const put = database.prepare('INSERT OR REPLACE INTO kept VALUES (?, ?)');
  const drop = database.prepare('DELETE FROM kept WHERE key = ?');
  const get = database.prepare('SELECT value FROM kept WHERE key = ?');
  const all = database.prepare('SELECT key, value FROM kept');
  return {
    put: (key, value) => void (value === null ? drop.run(key) : put.run(key, value)),
    get: (key) => (get.get(key)?.['value'] as string | undefined) ?? null,
    all: () => all.all() as unknown as { key: string; value: string }[],
  };
}
