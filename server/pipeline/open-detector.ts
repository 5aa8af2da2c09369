import { stat } from 'node:fs/promises';
import type { BaselineTraining } from '../core/baselines/baseline-training.ts';
import type { BaselineQueries, BaselineScores } from '../core/baselines/fit-baselines.ts';
import type { Engine, Program } from '../engine/engine-client.ts';
import { startEngine } from '../engine/engine-client.ts';
import type { BatchRows, EngineFile, PackedArrays } from '../engine/messages.ts';
import type { BaselinesPayload } from '../engine/tasks.ts';
import { decoderVersion } from '../io/decode-image.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { Result } from '../protocol/failure.ts';
import { failed, ok } from '../protocol/failure.ts';
import { readDetector } from '../runtime/onnx/detector/detector-file.ts';
import {
  type DetectorHead,
  headFromDetector,
} from '../runtime/onnx/detector/head-from-detector.ts';
import { encodeModel } from '../runtime/onnx/proto/onnx-proto.ts';
import type { FeatureRow } from '../store/store.ts';
import { type FullIndex, openFullIndex } from './full-index.ts';
import { type OwnRows, ownRows } from './own-row.ts';
import { type PixelImages, scorePixels } from './score-pixels.ts';

/** A detector ready to score. Its engine starts with the first image or feature to compute. */
export interface OpenDetector extends OwnRows {
  /** Content key: results are stored under it. */
  readonly id: string;
  readonly metadata: DetectorMetadata;
  /** The smallest p-value possible, 1 / (n + 1). */
  readonly smallestP: number;
  /** What computes, for people. */
  readonly device: string;
  readonly notes: readonly string[];
  /** Images that the engine takes at once; null before it has opened the detector. */
  readonly batchSize: number | null;
  /** False with mix-up: features of the image alone do not tell its gradient. */
  readonly scoresFeatures: boolean;
  scoreFeatures(rows: readonly FeatureRow[], signal?: AbortSignal): Promise<Result<PackedArrays>>;
  scoreImages(files: readonly EngineFile[], signal?: AbortSignal): Promise<Result<BatchRows>>;
  /** Pictures of the backbone's size that are not files, in the order given. */
  scorePixels(images: PixelImages, signal?: AbortSignal): Promise<Result<PackedArrays>>;
  /** Scores of the usual post-hoc methods, one for each of `queries`. */
  scoreBaselines(
    queries: readonly BaselineQueries[],
    signal?: AbortSignal,
  ): Promise<Result<BaselineScores[]>>;
  dispose(): Promise<void>;
}

export async function openDetector(path: string): Promise<Result<OpenDetector>> {
  const stamp = await stampOf(path);
  const read = await readDetector(path);
  if (!read.ok) return read;
  const { metadata } = read.value;
  const head = headFromDetector(read.value);
  const engine = startEngine();
  const { index, notes } = await openFullIndex(path, metadata, engine);
  const programs = new Programs(engine, { path, stamp, metadata, head, index });
  const known = index?.metadata ?? metadata;
  return ok({
    // Results of the file's own index are other results.
    id: index === null ? metadata.checksum : `${metadata.checksum}+hnsw`,
    metadata: known,
    smallestP: 1 / (known.calibration.count + 1),
    device: 'CPU',
    notes: [...decoderNotes(metadata), ...notes],
    get batchSize() {
      return programs.batchSize;
    },
    scoresFeatures: metadata.mixup.target === 'off',
    scoreFeatures: (rows, signal) => programs.scoreFeatures(rows, signal),
    scoreImages: (files, signal) => programs.scoreImages(files, signal),
    scorePixels: (images, signal) => programs.scorePixels(images, signal),
    ...ownRows(known),
    scoreBaselines: (queries, signal) => {
      const payload: BaselinesPayload = { training: baselineTraining(metadata, head), queries };
      return engine.call('scoreBaselines', payload, signal);
    },
    dispose: () => engine.dispose(),
  });
}

interface DetectorParts {
  readonly path: string;
  /** Of the file as it was read. */
  readonly stamp: string;
  readonly metadata: DetectorMetadata;
  readonly head: DetectorHead;
  readonly index: FullIndex | null;
}

class Programs {
  readonly #engine: Engine;
  readonly #detector: DetectorParts;
  #images: Promise<Result<Program>> | null = null;
  #features: Promise<Result<Program>> | null = null;
  #batchSize: number | null = null;

  constructor(engine: Engine, detector: DetectorParts) {
    this.#engine = engine;
    this.#detector = detector;
  }

  get batchSize(): number | null {
    return this.#batchSize;
  }

  async scoreImages(
    files: readonly EngineFile[],
    signal: AbortSignal | undefined,
  ): Promise<Result<BatchRows>> {
    this.#images ??= this.#openImages();
    const program = await this.#images;
    if (!program.ok) return program;
    this.#batchSize = program.value.batchSize;
    const rows = await this.#engine.run(program.value.id, files, signal);
    const features = rows.ok ? rows.value.outputs['features'] : undefined;
    if (!rows.ok || features === undefined) return rows;
    const outputs = await this.#completed(rows.value.outputs, features.data, signal);
    return outputs.ok ? ok({ ...rows.value, outputs: outputs.value }) : outputs;
  }

  async scorePixels(
    images: PixelImages,
    signal: AbortSignal | undefined,
  ): Promise<Result<PackedArrays>> {
    this.#images ??= this.#openImages();
    const program = await this.#images;
    if (!program.ok) return program;
    const parts = { engine: this.#engine, program: program.value };
    const rows = await scorePixels(parts, images, signal);
    const features = rows.ok ? rows.value['features'] : undefined;
    return rows.ok && features !== undefined
      ? this.#completed(rows.value, features.data, signal)
      : rows;
  }

  async #completed(
    outputs: PackedArrays,
    features: PackedArrays[string]['data'],
    signal: AbortSignal | undefined,
  ): Promise<Result<PackedArrays>> {
    const { index } = this.#detector;
    if (index === null) return ok(outputs);
    return index.completed(outputs, features as Float32Array, signal);
  }

  /** The engine reads the file by itself, maybe long after it was read here. */
  async #openImages(): Promise<Result<Program>> {
    const { path, stamp, metadata } = this.#detector;
    const { preprocessing } = metadata;
    const program = await this.#engine.open({ model: path, name: path, preprocessing });
    if (!program.ok || (await stampOf(path)) === stamp) return program;
    return failed(
      'detector-unusable',
      `The detector ${path} was replaced while this run was under way.`,
      'Run it again, with the new detector.',
    );
  }

  async scoreFeatures(
    rows: readonly FeatureRow[],
    signal: AbortSignal | undefined,
  ): Promise<Result<PackedArrays>> {
    const { path, head, metadata } = this.#detector;
    this.#features ??= this.#engine.open({ model: encodeModel(head.model), name: path });
    const program = await this.#features;
    if (!program.ok) return program;
    const { dimension } = metadata;
    const data = new Float32Array(rows.length * dimension);
    for (const [index, row] of rows.entries()) data.set(row.features, index * dimension);
    const features = { data, dims: [rows.length, dimension] };
    const outputs = await this.#engine.runFeatures(program.value.id, { features }, signal);
    return outputs.ok ? this.#completed(outputs.value, data, signal) : outputs;
  }
}

/** Another one after every change of a file; empty where there is none. */
async function stampOf(path: string): Promise<string> {
  const stats = await stat(path).catch(() => null);
  return stats === null ? '' : [stats.ino, stats.size, stats.mtimeMs].join(' ');
}

/** A different resizer moves features: scores are then not those of the calibration. */
function decoderNotes({ decoder }: DetectorMetadata): string[] {
  const here = decoderVersion();
  if (decoder.name === here.name && decoder.version === here.version) return [];
  return [
    `The detector was fitted with the image decoder ${decoder.name} ${decoder.version}, and this ` +
      `is ${here.name} ${here.version}: scores may shift a little; fit again to be sure.`,
  ];
}

function baselineTraining(metadata: DetectorMetadata, head: DetectorHead): BaselineTraining {
  const { dimension, classCount, training } = metadata;
  const classHead = head.classHead();
  return {
    features: head.trainingFeatures(),
    dimension,
    labels: Int32Array.from(training.labels),
    classCount,
    ...(classHead === null ? {} : { head: classHead }),
  };
}
