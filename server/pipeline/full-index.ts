/**
 * The full index of a large detector. Above 100,000 training images the detector file holds a
 * thinned index, so that it stays a file one can carry; HNSW over all of them lies beside it, with
 * the names of its rows and a calibration of its own.
 */
import { readFile, stat } from 'node:fs/promises';
import { combinedPValues } from '../core/calibration/combined-p-values.ts';
import type { Engine } from '../engine/engine-client.ts';
import {
  type BuildFullIndexPayload,
  type FullIndexRows,
  fullIndexPaths,
  type SearchFullIndexPayload,
} from '../engine/full-index-tasks.ts';
import type { PackedArrays } from '../engine/messages.ts';
import { writeSafely } from '../io/write-safely.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { Result } from '../protocol/failure.ts';
import { ok } from '../protocol/failure.ts';
import { hnswAvailable } from '../runtime/neighbours/approximate-index.ts';

/** Training images up to which the file holds them all: exact search is faster up to there. */
export const WHOLE_INDEX_MAX = 100_000;

/** What `NAME.hnsw.json` says of `NAME.hnsw` and `NAME.features.hnsw`. */
interface IndexDescription {
  /** Of the detector. */
  readonly checksum: string;
  /** Of both index files: one that is missing or cut short is found before a run leans on it. */
  readonly sizesBytes: readonly (number | null)[];
  readonly training: DetectorMetadata['training'];
  readonly calibration: DetectorMetadata['calibration'];
}

export interface FullIndex {
  /** Of the detector, with the rows and the calibration of the full index. */
  readonly metadata: DetectorMetadata;
  /** The detector's outputs, with all that depends on an index taken from the full one. */
  completed(
    outputs: PackedArrays,
    features: Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<Result<PackedArrays>>;
}

/** Opens the full index of a thinned detector, or says why the file's own serves. */
export async function openFullIndex(
  path: string,
  metadata: DetectorMetadata,
  engine: Engine,
): Promise<{ readonly index: FullIndex | null; readonly notes: readonly string[] }> {
  const { thinned, trainingCount } = metadata;
  if (thinned === undefined) return { index: null, notes: [] };
  const [own, all] = [trainingCount, thinned.of].map((count) => count.toLocaleString('en'));
  const without = (why: string): { index: null; notes: string[] } => ({
    index: null,
    notes: [`Compared with the ${own} of ${all} training images in the file itself: ${why}.`],
  });
  if (!(await hnswAvailable())) return without('hnswlib-node is not installed or not compiled');
  const paths = fullIndexPaths(path);
  const description = await readDescription(paths.description);
  if (description === null) return without(`there is no index ${paths.description}`);
  if (description.checksum !== metadata.checksum) return without('the index is of another fit');
  const sizes = await sizesOf(path);
  const damaged = [paths.gradients, paths.features].find(
    (_, index) => sizes[index] === null || sizes[index] !== description.sizesBytes[index],
  );
  if (damaged !== undefined) {
    return without(`the index ${damaged} is missing or cut short; fit again to write it anew`);
  }
  const { training, calibration } = description;
  const { groodScores: grood, neighbourScores: neighbours } = calibration;
  const pValues = combinedPValues({ grood, neighbours });
  const index: FullIndex = {
    metadata: { ...metadata, training, calibration },
    async completed(outputs, features, signal) {
      const { dimension, checksum } = metadata;
      const payload: SearchFullIndexPayload = { detectorPath: path, checksum, features, dimension };
      const found = await engine.call<FullIndexRows>('searchFullIndex', payload, signal);
      if (!found.ok) return found;
      return ok({ ...outputs, ...indexOutputs(found.value, training, pValues) });
    },
  };
  return { index, notes: [`Compared with all ${all} training images (approximate index).`] };
}

/** Writes the full index beside a thinned detector. */
export async function writeFullIndex(
  engine: Engine,
  parts: {
    readonly payload: BuildFullIndexPayload;
    readonly checksum: string;
    readonly training: DetectorMetadata['training'];
    readonly calibrationKind: DetectorMetadata['calibration']['kind'];
  },
  signal?: AbortSignal,
): Promise<Result<void>> {
  const built = await engine.call<FullIndexRows>('buildFullIndex', parts.payload, signal);
  if (!built.ok) return built;
  const { scores, neighbourScores } = built.value;
  const description: IndexDescription = {
    checksum: parts.checksum,
    sizesBytes: await sizesOf(parts.payload.detectorPath),
    training: parts.training,
    calibration: {
      kind: parts.calibrationKind,
      count: scores.length,
      groodScores: Array.from(scores, Math.fround),
      neighbourScores: Array.from(neighbourScores, Math.fround),
    },
  };
  const { description: path } = fullIndexPaths(parts.payload.detectorPath);
  return writeSafely(path, JSON.stringify(description));
}

/** Of both index files; null where there is none. */
async function sizesOf(detectorPath: string): Promise<(number | null)[]> {
  const { gradients, features } = fullIndexPaths(detectorPath);
  const sizeOf = (path: string): Promise<number | null> =>
    stat(path).then(
      ({ size }) => size,
      () => null,
    );
  return Promise.all([gradients, features].map(sizeOf));
}

async function readDescription(path: string): Promise<IndexDescription | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as IndexDescription;
  } catch {
    return null;
  }
}

function indexOutputs(
  found: FullIndexRows,
  training: IndexDescription['training'],
  pValues: ReturnType<typeof combinedPValues>,
): PackedArrays {
  const count = found.scores.length;
  const p = Array.from(found.scores, (score, n) =>
    pValues(Math.fround(score), Math.fround(found.neighbourScores[n]!)),
  );
  const vector = (data: Float32Array): PackedArrays[string] => ({ data, dims: [count] });
  const table = (data: Float32Array | Int32Array, columns: number): PackedArrays[string] => ({
    data,
    dims: [count, columns],
  });
  const { columns } = found;
  return {
    score: vector(Float32Array.from(found.scores)),
    neighbour_score: vector(Float32Array.from(found.neighbourScores)),
    p: vector(Float32Array.from(p, (each) => each.p)),
    p_grood: vector(Float32Array.from(p, (each) => each.pGrood)),
    p_neighbours: vector(Float32Array.from(p, (each) => each.pNeighbours)),
    grood_rows: table(
      found.groodRows.map((row) => training.indexedRows[row]!),
      columns.grood,
    ),
    grood_distances: table(Float32Array.from(found.groodDistances), columns.grood),
    feature_rows: table(found.featureRows, columns.features),
    feature_distances: table(Float32Array.from(found.featureDistances), columns.features),
  };
}
