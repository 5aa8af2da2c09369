/**
 * The full index of a detector whose file holds a thinned one: HNSW over all gradients and all
 * features, beside the file. Here, because searching takes a processor for milliseconds.
 */
import { applyAdapter } from '../core/grood/apply-adapter.ts';
import type { Adapter } from '../core/grood/fitted.ts';
import { oodGradients, type Prototypes } from '../core/grood/ood-gradient.ts';
import { l2Normalised, NEIGHBOUR_RANK } from '../core/neighbours/neighbour-score.ts';
import type { Result } from '../protocol/failure.ts';
import type { ApproximateIndex } from '../runtime/neighbours/approximate-index.ts';
import { approximateIndex, loadApproximateIndex } from '../runtime/neighbours/approximate-index.ts';
import { readDetector } from '../runtime/onnx/detector/detector-file.ts';
import { headFromDetector } from '../runtime/onnx/detector/head-from-detector.ts';

/** Nearest rows that a detector returns. */
const COLUMNS = 11;

export interface BuildFullIndexPayload {
  readonly detectorPath: string;
  /** [N_c, D] */
  readonly gradients: Float64Array;
  /** Raw features of all training images [N, D]. */
  readonly features: Float32Array;
  /** Raw features of the calibration images [n, D]. */
  readonly calibrationFeatures: Float32Array;
  readonly dimension: number;
}

export interface SearchFullIndexPayload {
  readonly detectorPath: string;
  /** The checksum of the detector that the index belongs to. */
  readonly checksum: string;
  /** Raw features [n, D]. */
  readonly features: Float32Array;
  readonly dimension: number;
}

/** Rows are those of the indexes: of G by gradient, of all training images by features. */
export interface FullIndexRows {
  /** S_G and S_N [n]. */
  readonly scores: Float64Array;
  readonly neighbourScores: Float64Array;
  readonly columns: { readonly grood: number; readonly features: number };
  readonly groodRows: Int32Array;
  readonly groodDistances: Float64Array;
  readonly featureRows: Int32Array;
  readonly featureDistances: Float64Array;
}

/** Files that lie beside a thinned detector. */
export interface IndexPaths {
  readonly gradients: string;
  readonly features: string;
  /** JSON: names of the rows, calibration, what the index files must be. */
  readonly description: string;
}

export function fullIndexPaths(detectorPath: string): IndexPaths {
  const stem = detectorPath.replace(/\.onnx$/, '');
  return {
    gradients: `${stem}.hnsw`,
    features: `${stem}.features.hnsw`,
    description: `${stem}.hnsw.json`,
  };
}

/** Builds and writes both indexes; scores of the calibration images against them. */
export async function buildFullIndex(payload: BuildFullIndexPayload): Promise<FullIndexRows> {
  const { detectorPath, gradients, features, calibrationFeatures, dimension } = payload;
  const paths = fullIndexPaths(detectorPath);
  const byGradient = needed(await approximateIndex(gradients, dimension));
  needed(await byGradient.save(paths.gradients));
  const byFeatures = needed(await approximateIndex(l2Normalised(features, dimension), dimension));
  needed(await byFeatures.save(paths.features));
  const head = await loadHead(detectorPath);
  return search({ head, byGradient, byFeatures }, calibrationFeatures, dimension);
}

export async function searchFullIndex(payload: SearchFullIndexPayload): Promise<FullIndexRows> {
  const { detectorPath, checksum, features, dimension } = payload;
  const key = `${checksum} ${detectorPath}`;
  if (loaded?.key !== key) loaded = { key, index: openFullIndex(detectorPath, dimension) };
  return search(await loaded.index, features, dimension);
}

interface Head {
  readonly adapter: Adapter | null;
  readonly prototypes: Prototypes;
}

interface FullIndex {
  readonly head: Head;
  readonly byGradient: ApproximateIndex;
  readonly byFeatures: ApproximateIndex;
}

/** One at a time: such indexes are large. */
let loaded: { readonly key: string; readonly index: Promise<FullIndex> } | null = null;

async function openFullIndex(detectorPath: string, dimension: number): Promise<FullIndex> {
  const paths = fullIndexPaths(detectorPath);
  return {
    head: await loadHead(detectorPath),
    byGradient: needed(await loadApproximateIndex(paths.gradients, dimension)),
    byFeatures: needed(await loadApproximateIndex(paths.features, dimension)),
  };
}

async function loadHead(detectorPath: string): Promise<Head> {
  const detector = needed(await readDetector(detectorPath));
  const head = headFromDetector(detector);
  return {
    adapter: head.adapter(),
    prototypes: {
      dimension: detector.metadata.dimension,
      classPrototypes: Float64Array.from(head.classPrototypes()),
      oodPrototype: head.oodPrototype(),
      oodTarget: 0,
    },
  };
}

function search(index: FullIndex, features: Float32Array, dimension: number): FullIndexRows {
  const adapted = applyAdapter(index.head.adapter, features, dimension);
  const { gradients } = oodGradients(adapted, index.head.prototypes);
  const grood = index.byGradient.search(gradients, COLUMNS);
  const near = index.byFeatures.search(l2Normalised(features, dimension), COLUMNS);
  const count = features.length / dimension;
  const rank = Math.min(NEIGHBOUR_RANK, near.columns) - 1;
  const column = (distances: Float64Array, columns: number, which: number): Float64Array =>
    // Without gradients (one class, no OOD prototype) S_G is 0 throughout.
    Float64Array.from({ length: count }, (_, n) =>
      columns === 0 ? 0 : distances[n * columns + which]!,
    );
  return {
    scores: column(grood.distances, grood.columns, 0),
    neighbourScores: column(near.distances, near.columns, rank),
    columns: { grood: grood.columns, features: near.columns },
    groodRows: grood.rows,
    groodDistances: grood.distances,
    featureRows: near.rows,
    featureDistances: near.distances,
  };
}

function needed<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.message} ${result.failure.hint}`);
  return result.value;
}
