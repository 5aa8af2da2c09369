import { stat } from 'node:fs/promises';
import type { Configuration } from '../configuration/configuration.ts';
import { isFoundIn } from '../pipeline/find-sources.ts';
import type { RunSummary } from '../store/store.ts';
import { isWithin } from './scored-folders.ts';

/** What of one run is to be looked at again. */
export interface RescoreTarget {
  readonly runId: number;
  readonly folder: string;
  /** In a folder of which only a part was scored, the rest was not asked for. */
  readonly isPartial: boolean;
  /** Null: the whole folder; else files and folders in it, also such that are gone. */
  readonly parts: readonly string[] | null;
  /** Those of the parts, or the folder, that are there to be walked. */
  readonly inputs: readonly string[];
}

/** Sorts paths by the runs they lie in; without paths all runs are looked at. */
export async function planRescore(
  paths: readonly string[],
  runs: readonly RunSummary[],
  configuration: Configuration,
): Promise<RescoreTarget[]> {
  const wholes = new Set<RunSummary>(paths.length === 0 ? runs : []);
  const parts = new Map<RunSummary, string[]>();
  for (const path of paths) {
    const run = runs.find((each) => isWithin(path, each.folder));
    if (run === undefined) {
      for (const inside of runs) if (isWithin(inside.folder, path)) wholes.add(inside);
    } else if (run.folder === path) wholes.add(run);
    else parts.set(run, [...(parts.get(run) ?? []), path]);
  }
  const targets: RescoreTarget[] = [];
  for (const run of wholes) {
    const inputs = (await kindOf(run.folder)) === null ? [] : [run.folder];
    targets.push({ ...targetOf(run), parts: null, inputs });
  }
  for (const [run, listed] of parts) {
    if (wholes.has(run)) continue;
    const isFound = isFoundIn(run.folder, configuration);
    const inputs: string[] = [];
    for (const path of listed) {
      const kind = await kindOf(path);
      if (kind === 'folder' || (kind === 'file' && isFound(path))) inputs.push(path);
    }
    targets.push({ ...targetOf(run), parts: listed, inputs });
  }
  return targets;
}

function targetOf(run: RunSummary): Pick<RescoreTarget, 'runId' | 'folder' | 'isPartial'> {
  return { runId: run.id, folder: run.folder, isPartial: run.finishedMs === null };
}

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) return null;
  return stats.isDirectory() ? 'folder' : 'file';
}
