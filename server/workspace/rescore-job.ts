import { existsSync } from 'node:fs';
import { findSources } from '../pipeline/find-sources.ts';
import { orStop, stopped } from '../pipeline/run-stopped.ts';
import type { Source } from '../pipeline/score-files.ts';
import type { Result } from '../protocol/failure.ts';
import { ok } from '../protocol/failure.ts';
import type { ScoreAnswer } from '../protocol/lsp.ts';
import { counted } from '../protocol/number-words.ts';
import type { RunSummary, Store } from '../store/store.ts';
import type { DetectorLease } from './active-detector.ts';
import type { JobContext } from './job-context.ts';
import type { Job } from './job-list.ts';
import { JobTally } from './job-tally.ts';
import type { JobTarget } from './plan-job.ts';
import { foldersOf, reports } from './score-in-workspace.ts';
import { scoreSources } from './score-job.ts';
import { isWithin } from './scored-folders.ts';
import type { JobWork } from './workspace.ts';

/**
 * Scores what came or changed since, by size and time, and drops what went: for where no watcher
 * tells of changes. Without paths all scored folders are looked at.
 */
export async function rescoreJob(
  context: JobContext,
  paths: readonly string[],
  work: JobWork,
): Promise<Result<ScoreAnswer>> {
  const folders = await context.folders();
  const covered = paths.length > 0 ? paths : folders.length > 0 ? context.roots : [];
  const answer = await context.jobs.run(covered, work.signal, async (job) => {
    const lease = await context.lease();
    if (!lease.ok) return lease;
    try {
      return await rescoreWith(lease.value, { context, paths, work, job });
    } finally {
      lease.value.release();
    }
  });
  context.announce([]);
  context.flush();
  return answer;
}

interface Rescoring {
  readonly context: JobContext;
  readonly paths: readonly string[];
  readonly work: JobWork;
  readonly job: Job;
}

async function rescoreWith(
  { detector }: DetectorLease,
  { context, paths, work, job }: Rescoring,
): Promise<Result<ScoreAnswer>> {
  const scored = await context.scored();
  if (!scored.ok) return scored;
  const { store, folders } = scored.value;
  const runs = folders.runs(detector.id).filter((run) => run.detectorId === detector.id);
  const targets = targetsOf(paths, runs);
  const tally = new JobTally(detector, await context.threshold());
  const { configuration } = await context.found();
  const { signal } = work;
  const parts = { detector, store, tally, signal, ...reports(context, work, job) };
  let goneCount = 0;
  const done = await stopped(async () => {
    for (const target of targets) {
      const isPartial = runs.find(({ id }) => id === target.runId)?.finishedMs === null;
      const changes = new Changes(target, store, isPartial);
      const { include, exclude } = configuration;
      const inputs = [target.what.kind === 'part' ? target.what.below : target.folder];
      const exists = inputs.every((path) => existsSync(path));
      const found = exists ? orStop(findSources({ inputs, include, exclude }, signal)) : nothing();
      await scoreSources(target, changes.of(found), Date.now(), parts);
      signal.throwIfAborted();
      const gone = changes.gone();
      store.dropRunRows(target.runId, gone);
      context.announce(gone);
      goneCount += gone.length;
      if (target.what.kind === 'whole') folders.setStale(target.folder, false);
    }
    return ok(null);
  }, signal);
  if (!done.ok && !signal.aborted) return done;
  const isCancelled = signal.aborted;
  const hasNews = tally.seen > 0 || isCancelled;
  const went = goneCount === 0 ? '' : ` ${counted(goneCount, 'image')} went.`;
  return ok({
    sentence: hasNews ? `${tally.sentence(isCancelled)}${went}` : `Nothing came or changed.${went}`,
    notes: hasNews ? tally.notes(true) : [],
    folders: await foldersOf(targets, context),
    isCancelled,
  });
}

function targetsOf(paths: readonly string[], runs: readonly RunSummary[]): JobTarget[] {
  const whole = (run: RunSummary): JobTarget => {
    return { runId: run.id, folder: run.folder, what: { kind: 'whole' } };
  };
  if (paths.length === 0) return runs.map(whole);
  return paths.flatMap((path) => {
    const run = runs.find((each) => isWithin(path, each.folder));
    if (run === undefined) return runs.filter((each) => isWithin(each.folder, path)).map(whole);
    if (run.folder === path) return [whole(run)];
    return [{ runId: run.id, folder: run.folder, what: { kind: 'part', below: path } as const }];
  });
}

async function* nothing(): AsyncGenerator<Source> {}

/** Tells files that came or changed from those that did not, and in the end which went. */
class Changes {
  readonly #known = new Map<string, { modifiedMs: number | null; sizeBytes: number | null }>();
  readonly #runId: number;
  readonly #store: Store;
  /** In a folder of which only a part was scored, the rest was not asked for. */
  readonly #onlyKnown: boolean;

  constructor({ runId, what }: JobTarget, store: Store, onlyKnown: boolean) {
    this.#runId = runId;
    this.#store = store;
    this.#onlyKnown = onlyKnown;
    const below = what.kind === 'part' ? what.below : undefined;
    for (const { path, ...stamp } of store.stampsOf({ runIds: [runId], below })) {
      this.#known.set(path, stamp);
    }
  }

  async *of(sources: AsyncIterable<Source>): AsyncGenerator<Source> {
    for await (const source of sources) {
      const known = this.#known.get(source.shownPath);
      this.#known.delete(source.shownPath);
      if (known === undefined && this.#onlyKnown) continue;
      const isSame =
        known !== undefined &&
        'mtimeMs' in source &&
        known.modifiedMs === source.mtimeMs &&
        known.sizeBytes === source.sizeBytes;
      if (!isSame) yield source;
    }
  }

  /** Without those that a decision moved: their rows are how they are found again. */
  gone(): string[] {
    const rows = this.#store.imagesAt([this.#runId], [...this.#known.keys()]);
    return [...rows.values()].flatMap(({ path, decision }) => (decision === null ? [path] : []));
  }
}
