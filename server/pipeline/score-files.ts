import { setImmediate as turn } from 'node:timers/promises';
import type { FeatureRow, Neighbours, ResultRow, RunRow, Store } from '../store/store.ts';
import { chunkSize } from './chunk-size.ts';
import { decodedFileRows } from './embed-files.ts';
import { floatRow } from './float-row.ts';
import { inChunks } from './in-chunks.ts';
import { notFinite } from './not-finite.ts';
import type { OpenDetector } from './open-detector.ts';
import { resultRow, runRow } from './result-rows.ts';
import { orStop } from './run-stopped.ts';
import type { SourceFile } from './source-file.ts';
import { engineFile, knownHash } from './source-file.ts';

/** Of the first chunk; each is twice the last, up to what the engine's batches ask for. */
const FIRST_FILES = 64;
const FIRST_WATCHED_FILES = 8;
const CHUNKS_IN_FLIGHT = 3;
/** Written at once, between two turns of the event loop: a server has others to answer. */
const WRITTEN_FILES = 64;

/** What a walk yields: a file, or a place that could not be read. */
export type Source =
  | SourceFile
  | { readonly shownPath: string; readonly pathBytes?: Uint8Array; readonly problem: string };

export interface ScoredRow extends RunRow {
  readonly neighbours: Neighbours | null;
  readonly reused: boolean;
}

/**
 * Scores of files, in their order: a stored result where there is one, else from stored features,
 * else from the image. What is computed is stored chunk by chunk.
 */
export function scoreFiles(
  sources: AsyncIterable<Source>,
  parts: {
    readonly detector: OpenDetector;
    readonly store: Store;
    readonly signal?: AbortSignal | undefined;
    /** Small chunks first, so that somebody who watches sees the first results at once. */
    readonly isWatched?: boolean | undefined;
  },
): AsyncGenerator<readonly ScoredRow[]> {
  const first = parts.isWatched === true ? FIRST_WATCHED_FILES : FIRST_FILES;
  const size = (chunk: number): number =>
    Math.min(chunkSize(parts.detector.batchSize), first * 2 ** chunk);
  const options = { size, inFlight: CHUNKS_IN_FLIGHT };
  return inChunks(sources, options, async (chunk) => {
    parts.signal?.throwIfAborted();
    const files = chunk.filter((source): source is SourceFile => !('problem' in source));
    const outcomes = await outcomesOf(files, parts);
    return chunk.map((source): ScoredRow => {
      if ('problem' in source) return errorRow(source, source.problem);
      const outcome = outcomes.get(source)!;
      if (typeof outcome === 'string') return errorRow(source, outcome);
      const { result, reused } = outcome;
      return { ...runRow(source, result), neighbours: result.neighbours, reused };
    });
  });
}

function errorRow(
  source: Pick<SourceFile, 'shownPath' | 'pathBytes'> & Partial<SourceFile>,
  error: string,
): ScoredRow {
  return { ...runRow(source, { error }), neighbours: null, reused: false };
}

type Outcome = { readonly result: ResultRow; readonly reused: boolean } | string;
type Parts = Parameters<typeof scoreFiles>[1];

async function outcomesOf(
  files: readonly SourceFile[],
  parts: Parts,
): Promise<Map<SourceFile, Outcome>> {
  const { detector, store } = parts;
  const outcomes = new Map<SourceFile, Outcome>();
  const hashes = new Map<SourceFile, string>();
  for (const file of files) {
    const hash = await knownHash(file, store);
    if (hash !== null) hashes.set(file, hash);
  }
  const stored = store.resultsFor([...hashes.values()], detector.id);
  for (const [file, hash] of hashes) {
    const result = stored.get(hash);
    if (result !== undefined) outcomes.set(file, { result: { hash, ...result }, reused: true });
  }
  await fromFeatures(hashes, outcomes, parts);
  await fromImages(
    files.filter((file) => !outcomes.has(file)),
    outcomes,
    parts,
  );
  return outcomes;
}

/** Images that were embedded before, by this backbone for another detector: the head suffices. */
async function fromFeatures(
  hashes: ReadonlyMap<SourceFile, string>,
  outcomes: Map<SourceFile, Outcome>,
  { detector, store, signal }: Parts,
): Promise<void> {
  const open = [...hashes].filter(([file]) => !outcomes.has(file));
  if (open.length === 0 || !detector.scoresFeatures) return;
  const known = store.featuresFor(
    open.map(([, hash]) => hash),
    detector.metadata.backboneId,
  );
  for (const [file, hash] of open) {
    if (known.get(hash)?.features.every(Number.isFinite) !== false) continue;
    outcomes.set(file, notFinite(file.shownPath));
    known.delete(hash);
  }
  const rows: FeatureRow[] = [...known].map(([hash, row]) => ({ hash, ...row }));
  if (rows.length === 0) return;
  const outputs = orStop(await detector.scoreFeatures(rows, signal));
  const results = new Map(
    rows.map(({ hash }, index) => [
      hash,
      detector.corrected(resultRow(outputs, index, hash, detector.metadata)),
    ]),
  );
  store.write(() => store.putResults(detector.id, [...results.values()]));
  for (const [file, hash] of open) {
    const result = results.get(hash);
    if (result !== undefined) outcomes.set(file, { result, reused: true });
  }
}

async function fromImages(
  files: readonly SourceFile[],
  outcomes: Map<SourceFile, Outcome>,
  { detector, store, signal }: Parts,
): Promise<void> {
  if (files.length === 0) return;
  const rows = orStop(await detector.scoreImages(files.map(engineFile), signal));
  const results: ResultRow[] = [];
  const features: FeatureRow[] = [];
  files.forEach((file, index) => {
    const decoded = rows.files[index]!;
    if (!decoded.ok) {
      outcomes.set(file, decoded.failure.message);
      return;
    }
    const { hash } = decoded.value;
    const result = detector.corrected(resultRow(rows.outputs, index, hash, detector.metadata));
    if (isScored(result)) {
      outcomes.set(file, { result, reused: false });
      results.push(result);
    } else outcomes.set(file, notFinite(file.shownPath));
    const logits = rows.outputs['logits'];
    features.push({
      hash,
      features: floatRow(rows.outputs['features']!, index),
      logits: logits === undefined ? null : floatRow(logits, index),
    });
  });
  const known = decodedFileRows(files, rows);
  for (let from = 0; from < files.length; from += WRITTEN_FILES) {
    const to = from + WRITTEN_FILES;
    store.write(() => {
      store.putFiles(known.slice(from, to));
      store.putFeatures(detector.metadata.backboneId, features.slice(from, to));
      store.putResults(detector.id, results.slice(from, to));
    });
    await turn();
  }
}

/** A p-value of NaN would read as ordinary. */
function isScored({ score, neighbourScore }: ResultRow): boolean {
  return Number.isFinite(score) && Number.isFinite(neighbourScore);
}
