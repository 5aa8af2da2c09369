import type { DecisionStore } from './decisions.ts';
import type { ImageStore } from './images.ts';

/**
 * What the store remembers, so that nothing is computed twice: features by content, files by path,
 * results by detector, and runs. Hashes are SHA-256 in hex. All calls are synchronous and none
 * throws for a disk that fails: the store goes on in memory and says so once, through `onNote`.
 */
export interface Store extends ImageStore, DecisionStore {
  /** The file on disk; null where everything is in memory only. */
  readonly path: string | null;
  /** False as soon as what is written now will be gone when the process ends. */
  readonly isKept: boolean;
  /**
   * Runs `work` in one transaction: kill -9 keeps all of it or nothing. `work` calls only this
   * store's methods; it may run twice, when the disk fails under the first attempt.
   */
  write<T>(work: () => T): T;

  /** What is known of a file that has not changed since; null if it is new or changed. */
  hashOf(path: string | Uint8Array, sizeBytes: number, mtimeMs: number): KnownContent | null;
  putFiles(files: readonly FileRow[]): void;
  /** False: no content of that size was ever seen, so a new file of it can't be a copy. */
  hasContentOfSize(sizeBytes: number): boolean;
  /** What is known of a content, whatever its files are called. */
  contentOf(hash: string, sizeBytes: number): KnownContent | null;

  putFeatures(backboneId: string, rows: readonly FeatureRow[]): void;
  /** By hash; contents that are not stored are absent. */
  featuresFor(hashes: readonly string[], backboneId: string): Map<string, StoredFeatures>;

  putResults(detectorId: string, rows: readonly ResultRow[]): void;
  /** By hash; contents that are not stored are absent. */
  resultsFor(hashes: readonly string[], detectorId: string): Map<string, StoredResult>;

  /** Returns the run's id. */
  beginRun(run: { readonly folder: string; readonly detectorId: string }): number;
  addRunRows(runId: number, rows: readonly RunRow[]): void;
  endRun(runId: number): void;
  dropRun(runId: number): void;
  /** Newest first. */
  runsOf(folder: string): RunSummary[];
  pageRun(runId: number, query: RunQuery): RunPage;
  countVerdicts(runId: number, threshold: Threshold): VerdictCounts;
  /** What is to outlive the process, a short text by key; null forgets. */
  remember(key: string, value: string | null): void;
  recall(key: string): string | null;
  /** All p-values of a run, ascending: what a false discovery rate needs. */
  pValuesOf(runId: number, view: View): Float64Array;

  close(): void;
}

export interface KnownContent {
  readonly hash: string;
  /** As the decoder named it: `jpeg`, `png` ... */
  readonly format: string;
  /** Pixels, after EXIF orientation. */
  readonly width: number;
  readonly height: number;
}

export interface FileRow extends KnownContent {
  /** Absolute; bytes where the path is not UTF-8. */
  readonly path: string | Uint8Array;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

export interface StoredFeatures {
  /** Shape [D]. */
  readonly features: Float32Array;
  /** Shape [K], where the backbone has them. */
  readonly logits: Float32Array | null;
}

export interface FeatureRow extends StoredFeatures {
  readonly hash: string;
}

export interface Scores {
  readonly p: number | null;
  /** S_G and S_N. */
  readonly score: number | null;
  readonly neighbourScore: number | null;
  readonly pGrood: number | null;
  readonly pNeighbours: number | null;
  /** Name of the nearest class prototype. */
  readonly class: string | null;
}

/** Rows of the detector's indexes and Euclidean distances to them, nearest first. */
export interface Neighbours {
  readonly groodRows: Int32Array;
  readonly groodDistances: Float32Array;
  readonly featureRows: Int32Array;
  readonly featureDistances: Float32Array;
}

export interface StoredResult extends Scores {
  readonly neighbours: Neighbours | null;
}

export interface ResultRow extends StoredResult {
  readonly hash: string;
}

/** One file of a run. `verdict` is not stored: it follows from a p-value and a threshold. */
export interface RunRow extends Scores {
  /** For people: as the caller named it, `/` between folders. */
  readonly path: string;
  /** Only where the path is not UTF-8. */
  readonly pathBytes?: Uint8Array;
  /** Null where the file could not be read. */
  readonly hash: string | null;
  /** A sentence, for an error row. */
  readonly error: string | null;
  /** How the file was when it was scored; absent where that was not recorded. */
  readonly modifiedMs?: number | null;
  readonly sizeBytes?: number | null;
}

/** Which p-value decides. */
export type View = 'combined' | 'grood';

/** A file is `ood` where its p-value is at most `p`. */
export interface Threshold {
  readonly view: View;
  readonly p: number;
}

export interface RunFilter {
  readonly verdict?: Threshold & { readonly is: 'in-distribution' | 'ood' | 'error' };
  readonly class?: string;
  /** Part of the path; upper and lower case of ASCII letters are the same. */
  readonly pathContains?: string;
}

export type SortColumn =
  | 'position'
  | 'path'
  | 'class'
  | 'p'
  | 'score'
  | 'neighbourScore'
  | 'pGrood'
  | 'pNeighbours';

export interface RunQuery {
  /** Rows without a value (errors) come last either way; ties keep the order of the run. */
  readonly sort?: { readonly by: SortColumn; readonly descending?: boolean };
  readonly filter?: RunFilter;
  readonly offset: number;
  readonly count: number;
}

export interface RunPage {
  /** Rows that pass the filter, on all pages. */
  readonly total: number;
  readonly rows: readonly PagedRow[];
}

export interface PagedRow extends RunRow {
  /** Place in the run, from 0. */
  readonly position: number;
  readonly neighbours: Neighbours | null;
}

export interface RunSummary {
  readonly id: number;
  readonly folder: string;
  readonly detectorId: string;
  readonly startedMs: number;
  /** Null: still running, or ended before its time. */
  readonly finishedMs: number | null;
}

export interface VerdictCounts {
  readonly inDistribution: number;
  readonly ood: number;
  readonly error: number;
}
