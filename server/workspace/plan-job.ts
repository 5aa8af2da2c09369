import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import type { Result } from '../protocol/failure.ts';
import { failed, ok } from '../protocol/failure.ts';
import type { Store } from '../store/store.ts';
import { isWithin, type ScoredFolders } from './scored-folders.ts';

/** What of one run is to be scored: all, a folder inside it, or single files. */
export interface JobTarget {
  readonly runId: number;
  readonly folder: string;
  /** Whole: the run is complete when the job is; part: a folder inside; files: only these. */
  readonly what:
    | { readonly kind: 'whole' }
    | { readonly kind: 'part'; readonly below: string }
    | { readonly kind: 'files'; readonly paths: readonly string[] };
}

export interface PlanParts {
  readonly store: Store;
  readonly folders: ScoredFolders;
  readonly detectorId: string;
}

/**
 * Which runs the paths belong to. What lies in a scored folder is scored there, so that an image
 * is in one run only; single images of no scored folder go to a run of their folder.
 */
export async function planJob(
  paths: readonly string[],
  parts: PlanParts,
): Promise<Result<JobTarget[]>> {
  const targets: JobTarget[] = [];
  const files = new Map<string, string[]>();
  const distinct = paths.filter((path) => !paths.some((p) => p !== path && isWithin(path, p)));
  for (const path of new Set(distinct)) {
    const stats = await stat(path).catch(() => null);
    if (stats === null) {
      return failed('usage', `${path} does not exist.`, 'It may have been moved or deleted.');
    }
    if (stats.isDirectory()) {
      targets.push(folderTarget(path, parts));
      continue;
    }
    const folder = runFolderOf(path, parts);
    files.set(folder, [...(files.get(folder) ?? []), path]);
  }
  for (const [folder, listed] of files) {
    targets.push({ ...runAt(folder, parts), what: { kind: 'files', paths: listed } });
  }
  return ok(targets);
}

function folderTarget(path: string, parts: PlanParts): JobTarget {
  const run = parts.folders.runOf(parts.detectorId, path);
  const isInside = run?.detectorId === parts.detectorId && run.folder !== path;
  if (isInside) {
    return { runId: run.id, folder: run.folder, what: { kind: 'part', below: path } };
  }
  const { runId, folder } = runAt(path, parts);
  parts.store.reopenRun(runId);
  return { runId, folder, what: { kind: 'whole' } };
}

function runFolderOf(path: string, { folders, detectorId }: PlanParts): string {
  const run = folders.runOf(detectorId, path);
  return run?.detectorId === detectorId ? run.folder : posix.dirname(path);
}

/** The run of exactly that folder by this detector; a new one takes the place of another's. */
function runAt(
  folder: string,
  { store, folders, detectorId }: PlanParts,
): { runId: number; folder: string } {
  const known = folders.runs(detectorId).find((run) => run.folder === folder);
  if (known?.detectorId === detectorId) return { runId: known.id, folder };
  const runId = store.beginRun({ folder, detectorId });
  if (known !== undefined) store.dropRun(known.id);
  return { runId, folder };
}
