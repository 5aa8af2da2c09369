import type { AdapterKind, MixupTarget, PrototypeSource } from '../protocol/detector.ts';
import type { Preprocessing } from '../protocol/preprocessing.ts';

/** Where features and results are kept between runs. */
export type StoreChoice = { readonly folder: string } | { readonly memory: true };

/** What a user may say about a model's preprocessing and classes, in grood.json or by flags. */
export interface ConfiguredModel {
  readonly preprocessing?: Partial<Preprocessing> | undefined;
  readonly classNames?: readonly string[] | undefined;
  /** A file beside or away from the model that states them. */
  readonly sidecar?: string | undefined;
}

export interface FitOptions {
  /** Training folder: class folders, a root with splits, or a flat folder (one class). */
  readonly train: string;
  readonly val?: string | undefined;
  readonly ood?: string | undefined;
  /** Path of an ONNX model; undefined: the bundled backbone. */
  readonly backbone?: string | undefined;
  readonly model?: ConfiguredModel | undefined;
  readonly sizePx?: number | undefined;
  /** Without `ood`; default `class-mean`. */
  readonly prototype?: 'class-mean' | 'noise' | 'synthetic' | undefined;
  readonly adapter?: AdapterKind | undefined;
  readonly mixup?: MixupTarget | 'auto' | undefined;
  readonly lambda?: number | undefined;
  readonly alpha?: number | undefined;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly out: string;
  readonly store: StoreChoice;
  /** Training images that the detector file holds at the most; default 100,000. */
  readonly wholeIndexMax?: number | undefined;
}

export interface FitSummary {
  readonly detectorPath: string;
  readonly classes: readonly string[];
  /** Training images in the detector. */
  readonly images: number;
  /** Files that could not be read, with their reasons (at most 100 kept). */
  readonly skipped: readonly SkippedFile[];
  readonly skippedCount: number;
  readonly indexed: number;
  /** Self-check: share of labelled training images whose class is found, 0..1. */
  readonly accuracy: number | null;
  readonly calibration: {
    readonly kind: 'validation' | 'held-out' | 'cross-conformal';
    readonly count: number;
    readonly smallestP: number;
  };
  readonly prototype: PrototypeSource;
  readonly adapter: AdapterKind;
  readonly mixup: MixupTarget;
  /** AUROC in percent, where mix-up was chosen by measurement. */
  readonly mixupAurocs?: { readonly off: number; readonly ood: number; readonly runnerUp: number };
  readonly backbone: string;
  readonly sizePx: number;
  readonly device: string;
  /** Images whose features came from the store. */
  readonly reused: number;
  readonly seconds: number;
  readonly warnings: readonly string[];
  readonly bytes: number;
}

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

export interface ScoreOptions {
  readonly detector: string;
  /** Files and folders. */
  readonly inputs: readonly string[];
  /** A file that lists more, one a line (or NUL-separated); `-` is standard input. */
  readonly filesFrom?: string | undefined;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly alpha?: number | undefined;
  /** Benjamini-Hochberg level q; decides instead of alpha. */
  readonly fdr?: number | undefined;
  readonly view?: 'combined' | 'grood' | undefined;
  readonly store: StoreChoice;
}

export interface ScoreSummary {
  /** Images with a score. */
  readonly scored: number;
  readonly flagged: number;
  /** Flagged with the smallest p-value possible. */
  readonly veryUnusual: number;
  readonly errors: number;
  /** Of `scored`: taken from the store without touching the image. */
  readonly reused: number;
  readonly seconds: number;
  readonly device: string;
  readonly alpha: number;
  readonly fdr: number | null;
  readonly calibrationCount: number;
  readonly smallestP: number;
  readonly cancelled: boolean;
  readonly notes: readonly string[];
}

/** How well one method tells the OOD images from the in-distribution ones; percentages. */
export interface MethodFigures {
  readonly auroc: number;
  readonly fpr95: number;
  readonly auprIn: number;
  readonly auprOut: number;
  /** 95 % of AUROC over 1,000 seeded bootstrap resamples. */
  readonly interval: readonly [low: number, high: number];
}

/** Methods that need logits or the head's weights are absent where the backbone has none. */
export interface Evaluation {
  readonly detectors: {
    readonly combined: MethodFigures;
    readonly grood: MethodFigures;
    readonly knn: MethodFigures;
    readonly energy?: MethodFigures;
    readonly msp?: MethodFigures;
    readonly maxLogit?: MethodFigures;
    readonly 'mahalanobis++': MethodFigures;
    readonly vim?: MethodFigures;
  };
  /** Shares in percent. */
  readonly flagged: { readonly alpha: number; readonly id: number; readonly ood: number };
}
