import { resolve } from 'node:path';
import { benjaminiHochbergThreshold } from '../core/calibration/benjamini-hochberg.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { Result } from '../protocol/failure.ts';
import { failed, ok } from '../protocol/failure.ts';
import type { WorkOptions } from '../protocol/progress.ts';
import type { ScoreRecord } from '../protocol/record.ts';
import type { Store, Threshold } from '../store/store.ts';
import { countSources, findSources } from './find-sources.ts';
import { openChosenStore } from './open-chosen-store.ts';
import type { OpenDetector } from './open-detector.ts';
import { openDetector } from './open-detector.ts';
import type { ScoreOptions, ScoreSummary } from './options.ts';
import { recordOf } from './result-rows.ts';
import { runNotes } from './run-notes.ts';
import { stopped } from './run-stopped.ts';
import type { ScoredRow } from './score-files.ts';
import { scoreFiles } from './score-files.ts';

const PAGE_ROWS = 1000;
const ABANDONED_MS = 24 * 60 * 60 * 1000;

export type ScoreWork = WorkOptions & {
  /** Walk once more beside the run, so that progress has a total. */
  readonly isTotalWanted?: boolean | undefined;
  /** Called once, before any record: what sentences and reports need to know of the detector. */
  readonly onDetector?: ((metadata: DetectorMetadata) => void) | undefined;
  /** In the order of the walk; with `fdr` all come at the end, when verdicts are final. */
  readonly onRecords?: ((records: readonly ScoreRecord[]) => void | Promise<void>) | undefined;
};

/** Scores files and folders against a detector. A cancelled run keeps what is done. */
export async function score(
  options: ScoreOptions,
  work: ScoreWork = {},
): Promise<Result<ScoreSummary>> {
  const opened = await openDetector(options.detector);
  if (!opened.ok) return opened;
  const detector = opened.value;
  work.onDetector?.(detector.metadata);
  const sources = findSources(options, work.signal);
  if (!sources.ok) {
    await detector.dispose();
    return sources;
  }
  const chosen = openChosenStore(options.store, work.onNote);
  if (!chosen.ok) {
    await detector.dispose();
    return chosen;
  }
  const store = chosen.value;
  try {
    const folder = folderOf(options);
    const runId = store.beginRun({ folder, detectorId: detector.id });
    const run = new ScoringRun(options, work, { detector, store, runId, folder });
    return await stopped(() => run.finish(sources.value), work.signal);
  } finally {
    store.close();
    await detector.dispose();
  }
}

interface RunParts {
  readonly detector: OpenDetector;
  readonly store: Store;
  readonly runId: number;
  readonly folder: string;
}

class ScoringRun {
  readonly #options: ScoreOptions;
  readonly #work: ScoreWork;
  readonly #detector: OpenDetector;
  readonly #store: Store;
  readonly #runId: number;
  readonly #folder: string;
  readonly #startedMs = performance.now();
  #done = 0;
  #total: number | null = null;
  #reused = 0;
  #errors = 0;
  #flagged = 0;
  #veryUnusual = 0;
  #training = 0;

  constructor(options: ScoreOptions, work: ScoreWork, parts: RunParts) {
    this.#options = options;
    this.#work = work;
    this.#detector = parts.detector;
    this.#store = parts.store;
    this.#runId = parts.runId;
    this.#folder = parts.folder;
  }

  async finish(sources: Parameters<typeof scoreFiles>[0]): Promise<Result<ScoreSummary>> {
    const parts = { detector: this.#detector, store: this.#store, signal: this.#work.signal };
    const isProvisional = this.#options.fdr !== undefined;
    this.#countAhead();
    let isCancelled = false;
    try {
      for await (const rows of scoreFiles(sources, parts)) {
        this.#store.write(() => this.#store.addRunRows(this.#runId, rows));
        if (!isProvisional) await this.#emit(rows, this.#threshold());
        this.#count(rows);
      }
      // An aborted walk just ends.
      isCancelled = this.#work.signal?.aborted === true;
    } catch (error) {
      if (!this.#work.signal?.aborted) throw error;
      isCancelled = true;
    }
    if (this.#done === 0 && !isCancelled) {
      this.#store.dropRun(this.#runId);
      return noImages(this.#options);
    }
    if (!isCancelled) this.#end();
    const threshold = this.#threshold();
    if (isProvisional) await this.#emitFinal(threshold);
    return ok(this.#summary(threshold, isCancelled));
  }

  /** The run takes the place of earlier ones of the same folder by the same detector. */
  #end(): void {
    const stale = this.#store.runsOf(this.#folder).filter((run) => {
      // One that is not finished may be another process at work; after a day it was cut off.
      const isOver = run.finishedMs !== null || run.startedMs < Date.now() - ABANDONED_MS;
      return run.id < this.#runId && run.detectorId === this.#detector.id && isOver;
    });
    this.#store.write(() => {
      this.#store.endRun(this.#runId);
      for (const { id } of stale) this.#store.dropRun(id);
    });
  }

  /** p-values up to `p` are flagged; with a false discovery rate it follows from all of them. */
  #threshold(): Threshold {
    const view = this.#options.view ?? 'combined';
    const { fdr } = this.#options;
    if (fdr === undefined) {
      return { view, p: this.#options.alpha ?? this.#detector.metadata.alpha };
    }
    return { view, p: benjaminiHochbergThreshold(this.#store.pValuesOf(this.#runId, view), fdr) };
  }

  #countAhead(): void {
    if (this.#work.isTotalWanted !== true) return;
    const counted = countSources(this.#options, this.#work.signal);
    // Files may come and go meanwhile, so the count is for the bar only; without it there is none.
    void counted.then(
      (total) => {
        this.#total = total;
      },
      () => {},
    );
  }

  #count(rows: readonly ScoredRow[]): void {
    this.#done += rows.length;
    for (const row of rows) {
      if (row.reused) this.#reused++;
      if (row.hash !== null && this.#detector.isTraining(row.hash)) this.#training++;
    }
    this.#work.onProgress?.({ phase: 'score', done: this.#done, total: this.#total });
  }

  async #emit(rows: readonly Omit<ScoredRow, 'reused'>[], threshold: Threshold): Promise<void> {
    const records = rows.map((row) => recordOf(row, threshold, this.#detector.metadata));
    const smallest = this.#detector.smallestP * (1 + 1e-6);
    for (const record of records) {
      if (record.verdict === 'error') this.#errors++;
      if (record.verdict !== 'ood') continue;
      this.#flagged++;
      if (record.p !== null && record.p <= smallest) this.#veryUnusual++;
    }
    await this.#work.onRecords?.(records);
  }

  async #emitFinal(threshold: Threshold): Promise<void> {
    for (let offset = 0; ; offset += PAGE_ROWS) {
      const query = { sort: { by: 'position' as const }, offset, count: PAGE_ROWS };
      const { rows } = this.#store.pageRun(this.#runId, query);
      if (rows.length === 0) return;
      await this.#emit(rows, threshold);
    }
  }

  #summary(threshold: Threshold, cancelled: boolean): ScoreSummary {
    return {
      scored: this.#done - this.#errors,
      flagged: this.#flagged,
      veryUnusual: this.#veryUnusual,
      errors: this.#errors,
      reused: this.#reused,
      seconds: (performance.now() - this.#startedMs) / 1000,
      device: this.#detector.device,
      alpha: this.#options.fdr === undefined ? threshold.p : this.#detector.metadata.alpha,
      fdr: this.#options.fdr ?? null,
      calibrationCount: this.#detector.metadata.calibration.count,
      smallestP: this.#detector.smallestP,
      cancelled,
      notes: runNotes(this.#detector, threshold.view, this.#training),
    };
  }
}

function noImages({ inputs, filesFrom }: ScoreOptions): ReturnType<typeof failed> {
  const named = [...inputs, ...(filesFrom === undefined ? [] : [filesFrom])].join(', ');
  const hint = 'Name a folder with image files, or look at the include and exclude patterns.';
  return failed('no-images', `There are no images in ${named}.`, hint);
}

/** What a run is filed under; absolute, since the store may serve several working folders. */
function folderOf({ inputs, filesFrom }: ScoreOptions): string {
  const paths = inputs.map((input) => resolve(input));
  return [...paths, ...(filesFrom === undefined ? [] : [filesFrom])].join('\n');
}
