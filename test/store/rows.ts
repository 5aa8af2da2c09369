import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openStore, type StoreOptions } from '../../server/store/open-store.ts';
import type { Neighbours, RunRow, Store } from '../../server/store/store.ts';

export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Opened {
  readonly store: Store;
  readonly notes: string[];
}

/** Closes with the test. */
export function openForTest(
  context: TestContext,
  folder: string | null,
  options: StoreOptions = {},
): Opened {
  const notes: string[] = [];
  const opened = openStore(folder, { ...options, onNote: (note) => notes.push(note) });
  if (!opened.ok) throw new Error(opened.failure.message);
  const store = opened.value;
  context.after(() => {
    try {
      store.close();
    } catch {
      // The test closed it already.
    }
  });
  return { store, notes };
}

export const hashOf = (i: number): string => i.toString(16).padStart(64, '0');

export const neighbours: Neighbours = {
  groodRows: Int32Array.of(4, 2),
  groodDistances: Float32Array.of(0.5, 0.75),
  featureRows: Int32Array.of(9),
  featureDistances: Float32Array.of(1.5),
};

export function runRow(path: string, p: number | null, more: Partial<RunRow> = {}): RunRow {
  return {
    path,
    hash: null,
    p,
    score: p === null ? null : 1 - p,
    neighbourScore: p,
    pGrood: p,
    pNeighbours: p,
    class: p === null ? null : 'stop',
    error: p === null ? `${path} is empty.` : null,
    modifiedMs: null,
    sizeBytes: null,
    ...more,
  };
}
