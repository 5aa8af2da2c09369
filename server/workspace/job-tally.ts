import { chanceLimitOf } from '../pipeline/chance-limit.ts';
import type { OpenDetector } from '../pipeline/open-detector.ts';
import { verdictOf } from '../pipeline/result-rows.ts';
import { runNotes } from '../pipeline/run-notes.ts';
import type { ScoredRow } from '../pipeline/score-files.ts';
import type { WireThreshold } from '../protocol/lsp.ts';
import { calibrationNote, chanceNote, type RunCounts, runSentence } from '../protocol/sentences.ts';

/** Counts what a job scored, and says it afterwards. */
export class JobTally {
  readonly #detector: OpenDetector;
  readonly #threshold: WireThreshold;
  readonly #startedMs = performance.now();
  #scored = 0;
  #flagged = 0;
  #errors = 0;
  #training = 0;

  constructor(detector: OpenDetector, threshold: WireThreshold) {
    this.#detector = detector;
    this.#threshold = threshold;
  }

  get seen(): number {
    return this.#scored + this.#errors;
  }

  add(rows: readonly ScoredRow[]): void {
    for (const row of rows) {
      if (row.error !== null) {
        this.#errors += 1;
        continue;
      }
      this.#scored += 1;
      if (verdictOf(row, this.#threshold) === 'ood') this.#flagged += 1;
      if (row.hash !== null && this.#detector.isTraining(row.hash)) this.#training += 1;
    }
  }

  sentence(isCancelled: boolean): string {
    const seconds = (performance.now() - this.#startedMs) / 1000;
    return runSentence(this.#counts(), { seconds, device: this.#detector.device, isCancelled });
  }

  notes(isCancelled: boolean): string[] {
    const counts = this.#counts();
    const notes = [
      ...runNotes(this.#detector, this.#threshold.view, this.#training),
      calibrationNote(counts.calibrationCount, counts.alpha),
      // A part of a folder, in the order of the walk, says little of the whole.
      isCancelled ? null : chanceNote(counts, chanceLimitOf(counts)),
    ];
    return notes.filter((note) => note !== null);
  }

  #counts(): RunCounts {
    return {
      scored: this.#scored,
      flagged: this.#flagged,
      errors: this.#errors,
      alpha: this.#threshold.p,
      fdr: null,
      calibrationCount: this.#detector.metadata.calibration.count,
    };
  }
}
