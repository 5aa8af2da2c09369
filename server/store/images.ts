import type { PagedRow, RunRow, RunSummary, Threshold, View } from './store.ts';

/**
 * What an editor asks of scored images: pages over the runs of several folders, kept up to date
 * row by row, and judged by any threshold. A decision that stands takes an image out of the counts
 * by grade.
 */
export interface ImageStore {
  /** Of all folders, newest first. */
  allRuns(): RunSummary[];
  /** Makes a run unfinished again, so that rows can be replaced. */
  reopenRun(runId: number): void;
  /** Rows take the place of those with the same path. @param seenMs now */
  replaceRunRows(runId: number, rows: readonly RunRow[], seenMs: number): void;
  /** Drops what was last seen before a complete pass over a subtree began; returns the paths. */
  dropUnseenRows(scope: ImageScope, startedMs: number): string[];
  dropRunRows(runId: number, paths: readonly string[]): void;
  /** By path; images that are in none of the runs are absent. */
  imagesAt(runIds: readonly number[], paths: readonly string[]): Map<string, ImageRow>;
  pageImages(scope: ImageScope, query: ImageQuery): ImagePage;
  /** The folders of the images that pass, in path order. */
  groupImages(scope: ImageScope, query: Pick<ImageQuery, 'judgement' | 'filter'>): ImageGroup[];
  countGrades(scope: ImageScope, judgement: Judgement): StoredGradeCounts;
  /** How many images have each p-value, ascending. */
  countPValues(scope: ImageScope, view: View): { readonly p: number; readonly count: number }[];
  /** How each file was when it was scored. */
  stampsOf(scope: ImageScope): Iterable<FileStamp>;
}

export interface ImageScope {
  readonly runIds: readonly number[];
  /** A folder inside them: absolute, `/` between folders. */
  readonly below?: string | undefined;
}

export interface FileStamp {
  readonly path: string;
  readonly modifiedMs: number | null;
  readonly sizeBytes: number | null;
}

/** Flagged up to the threshold; very unusual up to `smallestP`. */
export interface Judgement extends Threshold {
  readonly smallestP: number;
}

export type StoredGrade = 'very-unusual' | 'unusual' | 'ordinary' | 'unreadable';

export interface StoredGradeCounts {
  readonly veryUnusual: number;
  readonly unusual: number;
  readonly ordinary: number;
  readonly unreadable: number;
  readonly decided: number;
}

export interface ImageFilter {
  readonly grades?: readonly StoredGrade[] | undefined;
  readonly isDecided?: boolean | undefined;
  readonly class?: string | undefined;
  /** Exactly this folder, not those inside; a `/` at the end. */
  readonly folder?: string | undefined;
  /** Part of the path; upper and lower case of ASCII letters are the same. */
  readonly text?: string | undefined;
  /** Both ends included. */
  readonly pRange?: readonly [from: number, to: number] | undefined;
}

export interface ImageQuery {
  readonly judgement: Judgement;
  readonly filter?: ImageFilter;
  readonly sort: 'p' | 'score' | 'path' | 'class' | 'modified';
  readonly isDescending?: boolean;
  readonly offset: number;
  readonly count: number;
}

export interface ImageRow extends PagedRow {
  readonly runId: number;
  readonly modifiedMs: number | null;
  readonly sizeBytes: number | null;
  /** The kind of the decision that stands, or null. */
  readonly decision: string | null;
}

export interface ImagePage {
  readonly total: number;
  readonly rows: readonly ImageRow[];
}

/** A folder that holds images of a filter itself; a `/` at the end of its path. */
export interface ImageGroup {
  readonly path: string;
  readonly count: number;
}
