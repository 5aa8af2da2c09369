import { setImmediate as turn } from 'node:timers/promises';
import type { Configuration } from '../configuration/configuration.ts';
import { countSources, findSources } from '../pipeline/find-sources.ts';
import type { OpenDetector } from '../pipeline/open-detector.ts';
import { orStop, stopped } from '../pipeline/run-stopped.ts';
import { type ScoredRow, type Source, scoreFiles } from '../pipeline/score-files.ts';
import type { Result } from '../protocol/failure.ts';
import { failed, ok } from '../protocol/failure.ts';
import type { Store } from '../store/store.ts';
import type { JobTally } from './job-tally.ts';
import type { JobTarget } from './plan-job.ts';

/** Eight indexes are kept up to date: a page of rows written at once would hold up the editor. */
const WRITTEN_ROWS = 64;

export interface JobParts {
  readonly detector: OpenDetector;
  readonly store: Store;
  readonly configuration: Configuration;
  readonly tally: JobTally;
  readonly signal: AbortSignal;
  readonly onRows: (rows: readonly ScoredRow[]) => void;
  readonly onGone: (paths: readonly string[]) => void;
  /** Images to be looked at, as soon as a walk beside the job has counted them. */
  readonly onTotal: (total: number) => void;
}

/** Scores the targets, one after the other; a cancelled job keeps what is done. */
export async function runJob(
  targets: readonly JobTarget[],
  parts: JobParts,
): Promise<Result<{ readonly isCancelled: boolean }>> {
  const { signal } = parts;
  countAhead(targets, parts);
  const done = await stopped(async () => {
    for (const target of targets) await scoreTarget(target, parts);
    return ok(null);
  }, signal);
  if (signal.aborted) return ok({ isCancelled: true });
  if (!done.ok) return done;
  if (parts.tally.seen > 0) return ok({ isCancelled: false });
  dropEmptyRuns(targets, parts.store);
  return noImages(targets);
}

async function scoreTarget(target: JobTarget, parts: JobParts): Promise<void> {
  const { store, signal, detector } = parts;
  const startedMs = Date.now();
  const sources = orStop(findSources(walkOf(target, parts.configuration), signal));
  await scoreSources(target, sources, parts);
  // An aborted walk just ends.
  if (signal.aborted || target.what.kind === 'files') return;
  const { runId, what } = target;
  const scope = what.kind === 'part' ? { runIds: [runId], below: what.below } : { runIds: [runId] };
  const gone = store.dropUnseenRows(scope, startedMs);
  if (gone.length > 0) parts.onGone(gone);
  if (what.kind === 'whole') endRun(target, store, detector.id);
}

/** Scores files into a run, row by row. */
export async function scoreSources(
  { runId }: Pick<JobTarget, 'runId'>,
  sources: AsyncIterable<Source>,
  parts: Omit<JobParts, 'configuration' | 'onTotal' | 'onGone'>,
): Promise<void> {
  const { detector, store, signal } = parts;
  for await (const rows of scoreFiles(sources, { detector, store, signal, isWatched: true })) {
    for (let from = 0; from < rows.length; from += WRITTEN_ROWS) {
      const part = rows.slice(from, from + WRITTEN_ROWS);
      // The time now, not of the beginning: another window may be at work on the same run.
      store.replaceRunRows(runId, part, Date.now());
      parts.tally.add(part);
      parts.onRows(part);
      // Where all is known already, nothing else lets a cancel in.
      await turn();
      signal.throwIfAborted();
    }
  }
}

/** The run is complete; it takes the place of others of the folder, and of folders inside. */
function endRun({ runId, folder }: JobTarget, store: Store, detectorId: string): void {
  store.write(() => {
    store.endRun(runId);
    for (const run of store.allRuns()) {
      const isInside = run.folder.startsWith(`${folder}/`) && !run.folder.includes('\n');
      if (run.id === runId || run.detectorId !== detectorId) continue;
      // One of the same folder that is not finished may be another window at work.
      if (isInside || (run.folder === folder && run.finishedMs !== null)) store.dropRun(run.id);
    }
  });
}

export function walkOf(
  { folder, what }: JobTarget,
  { include, exclude }: Configuration,
): Parameters<typeof findSources>[0] {
  if (what.kind === 'files') return { inputs: what.paths };
  return { inputs: [what.kind === 'part' ? what.below : folder], include, exclude };
}

function countAhead(targets: readonly JobTarget[], parts: JobParts): void {
  const counts = targets.map((target) =>
    countSources(walkOf(target, parts.configuration), parts.signal),
  );
  // Files may come and go meanwhile, so the count is for the bar only; without it there is none.
  void Promise.all(counts).then(
    (numbers) => {
      const total = numbers.reduce<number>((sum, count) => sum + (count ?? 0), 0);
      if (!numbers.includes(null)) parts.onTotal(total);
    },
    () => {},
  );
}

function dropEmptyRuns(targets: readonly JobTarget[], store: Store): void {
  for (const { runId, what } of targets) if (what.kind === 'whole') store.dropRun(runId);
}

function noImages(targets: readonly JobTarget[]): ReturnType<typeof failed> {
  const named = targets.map(({ folder, what }) => (what.kind === 'part' ? what.below : folder));
  const hint = 'Choose a folder with image files, or look at include and exclude in grood.json.';
  return failed('no-images', `There are no images in ${named.join(', ')}.`, hint);
}
