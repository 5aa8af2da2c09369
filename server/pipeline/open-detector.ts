import type { BaselineQueries, BaselineScores } from '../core/baselines/fit-baselines.ts';
import type { BaselineTraining } from '../core/baselines/baseline-training.ts';
import type { Engine, Program } from '../engine/engine-client.ts';
import { startEngine } from '../engine/engine-client.ts';
import type { BatchRows, EngineFile, PackedArrays } from '../engine/messages.ts';
import type { BaselinesPayload } from '../engine/tasks.ts';
import { decoderVersion } from '../io/decode-image.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { Result } from '../protocol/failure.ts';
import { ok } from '../protocol/failure.ts';
import { readDetector } from '../runtime/onnx/detector/detector-file.ts';
import { type DetectorHead, headFromDetector } from '../runtime/onnx/detector/head-from-detector.ts';
import { encodeModel } from '../runtime/onnx/proto/onnx-proto.ts';
import type { FeatureRow, ResultRow } from '../store/store.ts';
import { ownRowCorrection } from './own-row.ts';

/** A detector ready to score. Its engine starts with the first image or feature to compute. */
export interface OpenDetector {
  /** Content key: results are stored under it. */
  readonly id: string;
  readonly metadata: DetectorMetadata;
  /** The smallest p-value possible, 1 / (n + 1). */
  readonly smallestP: number;
  /** What computes, for people. */
  readonly device: string;
  readonly notes: readonly string[];
  /** False with mix-up: features of the image alone do not tell its gradient. */
  readonly scoresFeatures: boolean;
  scoreFeatures(rows: readonly FeatureRow[], signal?: AbortSignal): Promise<Result<PackedArrays>>;
  scoreImages(files: readonly EngineFile[], signal?: AbortSignal): Promise<Result<BatchRows>>;
  /** The result with the image's own row left out, where it is a training image. */
  corrected(result: ResultRow): ResultRow;
  /** Scores of the usual post-hoc methods, one for each of `queries`. */
  scoreBaselines(
    queries: readonly BaselineQueries[],
    signal?: AbortSignal,
  ): Promise<Result<BaselineScores[]>>;
  dispose(): Promise<void>;
}

export async function openDetector(path: string): Promise<Result<OpenDetector>> {
  const read = await readDetector(path);
  if (!read.ok) return read;
  const { metadata } = read.value;
  const head = headFromDetector(read.value);
  const engine = startEngine();
  const programs = new Programs(engine, { path, metadata, head });
  return ok({
    id: metadata.checksum,
    metadata,
    smallestP: 1 / (metadata.calibration.count + 1),
    device: 'CPU',
    notes: decoderNotes(metadata),
    scoresFeatures: metadata.mixup.target === 'off',
    scoreFeatures: (rows, signal) => programs.scoreFeatures(rows, signal),
    scoreImages: (files, signal) => programs.scoreImages(files, signal),
    corrected: ownRowCorrection(metadata),
    scoreBaselines: (queries, signal) => {
      const payload: BaselinesPayload = { training: baselineTraining(metadata, head), queries };
      return engine.call('scoreBaselines', payload, signal);
    },
    dispose: () => engine.dispose(),
  });
}

interface DetectorParts {
  readonly path: string;
  readonly metadata: DetectorMetadata;
  readonly head: DetectorHead;
}

class Programs {
  readonly #engine: Engine;
  readonly #detector: DetectorParts;
  #images: Promise<Result<Program>> | null = null;
  #features: Promise<Result<Program>> | null = null;

  constructor(engine: Engine, detector: DetectorParts) {
    this.#engine = engine;
    this.#detector = detector;
  }

  async scoreImages(
    files: readonly EngineFile[],
    signal: AbortSignal | undefined,
  ): Promise<Result<BatchRows>> {
    const { path, metadata } = this.#detector;
    const { preprocessing } = metadata;
    this.#images ??= this.#engine.open({ model: path, name: path, preprocessing });
    const program = await this.#images;
    return program.ok ? this.#engine.run(program.value.id, files, signal) : program;
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
    rows.forEach((row, index) => data.set(row.features, index * dimension));
    const features = { data, dims: [rows.length, dimension] };
    return this.#engine.runFeatures(program.value.id, { features }, signal);
  }
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
