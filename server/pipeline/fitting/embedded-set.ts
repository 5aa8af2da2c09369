import type { Embedded } from '../embed-files.ts';
import { notFinite } from '../not-finite.ts';
import type { SkippedFile } from '../options.ts';
import type { SourceFile } from '../source-file.ts';
import { FeatureCollector, takeRows } from './feature-collector.ts';

/** Labelled images as numbers, in the order of the files. */
export interface EmbeddedSet {
  /** Relative to the folder they came from, `/` between folders. */
  readonly files: readonly string[];
  /** The files themselves, for programs that need their pixels again. */
  readonly sources: readonly LabelledFile[];
  /** SHA-256 of the contents, hex. */
  readonly hashes: readonly string[];
  /** Class numbers [n]; -1 for images without a class. */
  readonly labels: Int32Array;
  /** [n, dimension] */
  readonly features: Float32Array;
  /** [n, K of the model], where it has logits. */
  readonly logits: Float32Array | null;
  readonly dimension: number;
  readonly skipped: readonly SkippedFile[];
  /** Of all: taken from the store. */
  readonly reused: number;
}

export interface LabelledFile extends SourceFile {
  readonly relativePath: string;
  readonly label: number;
}

/** Collects what was embedded; unreadable files and features that are not numbers are skipped. */
export async function collect(
  batches: AsyncIterable<readonly Embedded<LabelledFile>[]>,
  onBatch: (images: number) => void,
): Promise<EmbeddedSet> {
  const files: string[] = [];
  const sources: LabelledFile[] = [];
  const hashes: string[] = [];
  const labels: number[] = [];
  const skipped: SkippedFile[] = [];
  let features: FeatureCollector | null = null;
  let logits: FeatureCollector | null = null;
  let reused = 0;
  for await (const batch of batches) {
    for (const row of batch) {
      const { file } = row;
      if (!row.ok) {
        skipped.push({ path: file.shownPath, reason: row.failure.message });
        continue;
      }
      if (!row.features.every(Number.isFinite)) {
        skipped.push({ path: file.shownPath, reason: notFinite(file.shownPath) });
        continue;
      }
      features ??= new FeatureCollector(row.features.length);
      features.add(row.features);
      if (row.logits !== null) {
        logits ??= new FeatureCollector(row.logits.length);
        logits.add(row.logits);
      }
      files.push(file.relativePath);
      sources.push(file);
      hashes.push(row.hash);
      labels.push(file.label);
      if (row.reused) reused++;
    }
    onBatch(batch.length);
  }
  return {
    files,
    sources,
    hashes,
    labels: Int32Array.from(labels),
    features: features?.matrix() ?? new Float32Array(0),
    logits: logits?.matrix() ?? null,
    dimension: features?.dimension ?? 0,
    skipped,
    reused,
  };
}

/** The same set, only the rows asked for; `skipped` and `reused` stay with the whole. */
export function subset(set: EmbeddedSet, rows: ArrayLike<number>): EmbeddedSet {
  const picked = Array.from(rows);
  const { dimension, logits } = set;
  const logitWidth = logits === null ? 0 : logits.length / set.files.length;
  return {
    ...set,
    files: picked.map((row) => set.files[row]!),
    sources: picked.map((row) => set.sources[row]!),
    hashes: picked.map((row) => set.hashes[row]!),
    labels: Int32Array.from(picked, (row) => set.labels[row]!),
    features: takeRows(set.features, dimension, picked),
    logits: logits === null ? null : takeRows(logits, logitWidth, picked),
    skipped: [],
    reused: 0,
  };
}
