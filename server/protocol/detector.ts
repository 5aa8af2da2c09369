import type { Preprocessing } from './preprocessing.ts';

export const DETECTOR_CONTRACT_VERSION = 1;

/** The threshold where nobody chose one: about 5 in 100 ordinary images are flagged by chance. */
export const DEFAULT_ALPHA = 0.05;

export type PrototypeSource = 'known' | 'class-mean' | 'synthetic' | 'noise' | 'none';
export type AdapterKind = 'whiten' | 'none';
export type MixupTarget = 'off' | 'ood' | 'runner-up';

/** JSON under the metadata key `grood` of a detector file (contract version 1). */
export interface DetectorMetadata {
  readonly contract: number;
  readonly createdBy: string;
  readonly classes: readonly string[];
  readonly preprocessing: Preprocessing;
  /** D, K, N (training images) and N_c (indexed ones). */
  readonly dimension: number;
  readonly classCount: number;
  readonly trainingCount: number;
  readonly indexedCount: number;
  readonly adapter: AdapterKind;
  /** `none`: one class without known OOD images; the verdict comes from S_N alone. */
  readonly prototype: PrototypeSource;
  readonly mixup: { readonly target: MixupTarget; readonly lambda: number };
  readonly calibration: CalibrationMetadata;
  readonly training: TrainingMetadata;
  /** Content key of the backbone with its preprocessing; features are stored under it. */
  readonly backboneId: string;
  readonly backboneName: string;
  readonly alpha: number;
  readonly decoder: { readonly name: string; readonly version: string };
  /** The rows of both indexes that the file itself holds, when it holds a thinned index. */
  readonly thinned?: { readonly of: number; readonly seed: number };
  readonly storage: 'float32' | 'float16';
  /** Initializers that hold the head's W [K, D] and b [K], where the backbone has them. */
  readonly head?: { readonly weight: string; readonly bias: string };
  readonly warnings: readonly string[];
  /** What the self-check found on labelled training images: accuracy in 0..1. */
  readonly selfCheck?: { readonly accuracy: number; readonly images: number };
  /** SHA-256 (hex) over the whole file, with 64 zeros in place of the checksum itself. */
  readonly checksum: string;
}

export interface CalibrationMetadata {
  readonly kind: 'validation' | 'held-out' | 'cross-conformal';
  readonly count: number;
  /** Scores of both views, one per calibration image, same order; float32 values. */
  readonly groodScores: readonly number[];
  readonly neighbourScores: readonly number[];
}

export interface TrainingMetadata {
  /** Relative to `folder`, by row of the feature index. */
  readonly files: readonly string[];
  /** SHA-256 hex of the file's content, by row. */
  readonly hashes: readonly string[];
  /** Class number by row. */
  readonly labels: readonly number[];
  /** Rows of the training images that are in the gradient index, by row of the index. */
  readonly indexedRows: readonly number[];
  readonly folder: string;
}
