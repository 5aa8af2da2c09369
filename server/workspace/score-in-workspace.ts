import type { Result } from '../protocol/failure.ts';
import { ok } from '../protocol/failure.ts';
import type { ScoreAnswer } from '../protocol/lsp.ts';
import type { DetectorLease } from './active-detector.ts';
import type { JobContext } from './job-context.ts';
import type { Job } from './job-list.ts';
import { JobTally } from './job-tally.ts';
import { Pace } from './pace.ts';
import { type JobTarget, planJob } from './plan-job.ts';
import { type JobParts, runJob } from './score-job.ts';
import { uriOf } from './uri-path.ts';
import type { JobWork } from './workspace.ts';

const PROGRESS_EVERY_MS = 200;

/** Scores folders and images with the workspace's detector; what is done is announced. */
export async function scoreInWorkspace(
  context: JobContext,
  paths: readonly string[],
  work: JobWork,
): Promise<Result<ScoreAnswer>> {
  const answer = await context.jobs.run(paths, work.signal, async (job) => {
    const lease = await context.lease();
    if (!lease.ok) return lease;
    try {
      return await scoreWith(lease.value, { context, paths, work, job });
    } finally {
      lease.value.release();
    }
  });
  // The last announcement says that nothing is under way any more.
  context.announce([]);
  context.flush();
  return answer;
}

interface Scoring {
  readonly context: JobContext;
  readonly paths: readonly string[];
  readonly work: JobWork;
  readonly job: Job;
}

async function scoreWith(
  { detector }: DetectorLease,
  scoring: Scoring,
): Promise<Result<ScoreAnswer>> {
  const { context, paths, work, job } = scoring;
  const scored = await context.scored();
  if (!scored.ok) return scored;
  const { store, folders } = scored.value;
  const targets = await planJob(paths, { store, folders, detectorId: detector.id });
  if (!targets.ok) return targets;
  const tally = new JobTally(detector, await context.threshold());
  const { configuration } = await context.found();
  const parts = { detector, store, configuration, tally, signal: work.signal };
  const ran = await runJob(targets.value, { ...parts, ...reports(context, work, job) });
  if (!ran.ok) return ran;
  const { isCancelled } = ran.value;
  if (!isCancelled) settleStale(targets.value, folders);
  return ok({
    sentence: tally.sentence(isCancelled),
    notes: tally.notes(isCancelled),
    folders: await foldersOf(targets.value, context),
    isCancelled,
  });
}

/** Tells the editor of rows and progress, throttled here. */
export function reports(
  context: JobContext,
  work: JobWork,
  job: Job,
): Pick<JobParts, 'onRows' | 'onGone' | 'onTotal'> {
  const pace = new Pace();
  let reportedAt = 0;
  return {
    onRows(rows): void {
      job.done += rows.length;
      context.announce(rows.map((row) => row.path));
      const now = performance.now();
      if (now - reportedAt < PROGRESS_EVERY_MS) return;
      reportedAt = now;
      const share = job.total === null ? undefined : Math.floor((100 * job.done) / job.total);
      const percentage = share === undefined ? undefined : Math.min(100, share);
      work.progress?.report(pace.words(job.done, job.total, now), percentage);
    },
    onGone: (paths) => context.announce(paths),
    onTotal(total): void {
      job.total = Math.max(total, job.done);
    },
  };
}

function settleStale(
  targets: readonly JobTarget[],
  folders: { setStale(folder: string, isStale: boolean): void },
): void {
  for (const { folder, what } of targets)
    if (what.kind === 'whole') folders.setStale(folder, false);
}

/** The folders that were asked for, with their counts; parts of a scored folder by themselves. */
export async function foldersOf(
  targets: readonly JobTarget[],
  context: JobContext,
): Promise<ScoreAnswer['folders']> {
  const scored = await context.scored();
  if (!scored.ok) return [];
  const all = await context.folders();
  const judgement = await context.judgement();
  return targets.flatMap(({ runId, folder, what }) => {
    const whole = all.find(({ uri }) => uri === uriOf(folder));
    if (whole === undefined) return [];
    if (what.kind !== 'part') return [whole];
    const { below } = what;
    const counts = scored.value.store.countGrades({ runIds: [runId], below }, judgement);
    return [{ ...whole, uri: uriOf(below), counts }];
  });
}
