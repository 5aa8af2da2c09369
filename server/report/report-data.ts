import type { DetectorMetadata } from '../protocol/detector.ts';
import type { ScoreRecord } from '../protocol/record.ts';
import type { RunCounts, RunTiming } from '../protocol/sentences.ts';
import type { Histogram } from './histogram.ts';

/** All that a report shows; the page is a pure function of it. */
export interface ReportData {
  /** What was scored, as the person named it. */
  readonly title: string;
  readonly run: RunCounts & RunTiming & { readonly veryUnusual: number };
  readonly notes: readonly string[];
  readonly histogram: Histogram;
  /** `score` or `neighbourScore`: what the histogram counts. */
  readonly histogramOf: 'score' | 'neighbourScore';
  /** Most suspicious first: flagged ones up to a limit, then some that are just ordinary. */
  readonly flagged: readonly ReportImage[];
  readonly nearThreshold: readonly ReportImage[];
  readonly errors: readonly ScoreRecord[];
  readonly detector: DetectorMetadata;
  readonly detectorPath: string;
  /** Day of writing, `2026-11-24`. */
  readonly date: string;
}

export interface ReportImage {
  readonly record: ScoreRecord;
  /** Address of the image relative to the report, or null where it has none. */
  readonly href: string | null;
  /** `data:` addresses, null where the picture could not be made. */
  readonly thumbnail: string | null;
  readonly neighbours: readonly NeighbourImage[];
  readonly lookalikes: readonly NeighbourImage[];
}

export interface NeighbourImage {
  readonly path: string;
  readonly distance: number;
  readonly thumbnail: string | null;
}
