import { findSources } from '../pipeline/find-sources.ts';
import { orStop, stopped } from '../pipeline/run-stopped.ts';
import type { Source } from '../pipeline/score-files.ts';
import type { Result } from '../protocol/failure.ts';
import { ok } from '../protocol/failure.ts';
import type { ScoreAnswer } from '../protocol/lsp.ts';
import { counted } from '../protocol/number-words.ts';
import type { DetectorLease } from './active-detector.ts';
import { Changes } from './changes.ts';
import type { JobContext } from './job-context.ts';
import type { Job } from './job-list.ts';
import { JobTally } from './job-tally.ts';
import type { JobTarget } from './plan-job.ts';
import { planRescore, type RescoreTarget } from './rescore-plan.ts';
import { foldersOf, reports } from './score-in-workspace.ts';
import { scoreSources } from './score-job.ts';
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
  const { configuration } = await context.found();
  const targets = await planRescore(paths, runs, configuration);
  const tally = new JobTally(detector, await context.threshold());
  const { signal } = work;
  const parts = { detector, store, tally, signal, ...reports(context, work, job) };
  let goneCount = 0;
  const done = await stopped(async () => {
    for (const target of targets) {
      const { inputs } = target;
      const { include, exclude } = configuration;
      const found =
        inputs.length > 0 ? orStop(findSources({ inputs, include, exclude }, signal)) : nothing();
      const changes = new Changes(target, store);
      await scoreSources(target, changes.of(found), parts);
      signal.throwIfAborted();
      const gone = changes.gone();
      store.dropRunRows(target.runId, gone);
      context.announce(gone);
      goneCount += gone.length;
      if (target.parts === null) folders.setStale(target.folder, false);
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
    folders: await foldersOf(targets.map(asJobTarget), context),
    isCancelled,
  });
}

function asJobTarget({ runId, folder, parts }: RescoreTarget): JobTarget {
  const [below] = parts ?? [];
  const isPart = below !== undefined && parts?.length === 1;
  return { runId, folder, what: isPart ? { kind: 'part', below } : { kind: 'whole' } };
}

async function* nothing(): AsyncGenerator<Source> {}
