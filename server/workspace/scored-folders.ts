import type { ScoredFolder } from '../protocol/lsp.ts';
import type { ImageScope, Judgement } from '../store/images.ts';
import type { RunSummary, Store } from '../store/store.ts';
import { uriOf } from './uri-path.ts';

/**
 * The runs of the store as folders: one a folder, the newest, those of the active detector first.
 * A run of the command line counts where its rows have absolute paths.
 */
export class ScoredFolders {
  readonly #store: Store;
  readonly #stale = new Set<string>();
  /** Whether rows of a run lie below its folder; runs without rows are looked at again. */
  readonly #fits = new Map<number, boolean>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Newest first. @param detectorId null: of any detector */
  runs(detectorId: string | null): RunSummary[] {
    const byFolder = new Map<string, RunSummary>();
    for (const run of this.#store.allRuns()) {
      if (!this.#isOfFolder(run)) continue;
      const other = byFolder.get(run.folder);
      const isBetter = run.detectorId === detectorId && other?.detectorId !== detectorId;
      if (other === undefined || isBetter) byFolder.set(run.folder, run);
    }
    return [...byFolder.values()].sort((a, b) => b.startedMs - a.startedMs);
  }

  list(detectorId: string | null, judgement: Judgement): ScoredFolder[] {
    return this.runs(detectorId).map((run) => ({
      uri: uriOf(run.folder),
      scoredMs: run.finishedMs ?? run.startedMs,
      counts: this.#store.countGrades({ runIds: [run.id] }, judgement),
      isPartial: run.finishedMs === null,
      isStale: this.#stale.has(run.folder) || run.detectorId !== detectorId,
    }));
  }

  /** A folder's run, or the part of the run that holds it; without a folder, all. */
  scope(detectorId: string | null, folder?: string): ImageScope {
    const runs = this.runs(detectorId);
    if (folder === undefined) return { runIds: runs.map((run) => run.id) };
    const run = runs.find((each) => isWithin(folder, each.folder));
    if (run === undefined) {
      const inside = runs.filter((each) => isWithin(each.folder, folder));
      return { runIds: inside.map((each) => each.id) };
    }
    return run.folder === folder ? { runIds: [run.id] } : { runIds: [run.id], below: folder };
  }

  /** The run that a file or folder belongs to, or null. */
  runOf(detectorId: string | null, path: string): RunSummary | null {
    return this.runs(detectorId).find((run) => isWithin(path, run.folder)) ?? null;
  }

  setStale(folder: string, isStale: boolean): void {
    if (isStale) this.#stale.add(folder);
    else this.#stale.delete(folder);
  }

  #isOfFolder(run: RunSummary): boolean {
    const known = this.#fits.get(run.id);
    if (known !== undefined) return known;
    if (run.folder.includes('\n')) return false;
    const [row] = this.#store.pageRun(run.id, { offset: 0, count: 1 }).rows;
    if (row === undefined) return run.finishedMs === null;
    const fits = isWithin(row.path, run.folder);
    this.#fits.set(run.id, fits);
    return fits;
  }
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
