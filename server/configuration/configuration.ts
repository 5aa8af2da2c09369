import type { AdapterKind, MixupTarget } from '../protocol/detector.ts';
import type { Preprocessing } from '../protocol/preprocessing.ts';

/** The choices of one workspace, declared once in `grood.json`; every key may be absent. */
export interface Configuration {
  readonly train?: string;
  readonly val?: string;
  readonly ood?: string;
  /** Path of an ONNX model; absent: the bundled backbone. */
  readonly backbone?: string;
  /** Path of a preprocessor_config.json, config.json or class list that belongs to the model. */
  readonly sidecar?: string;
  /** The model's classes, in the order of its outputs. */
  readonly classNames?: readonly string[];
  readonly preprocessing?: Partial<Omit<Preprocessing, 'source'>>;
  /** Side of the square input, in pixels. */
  readonly size?: number;
  readonly prototype?: 'class-mean' | 'noise' | 'synthetic';
  readonly adapter?: AdapterKind;
  readonly mixup?: MixupTarget | 'auto';
  readonly lambda?: number;
  /** Path of the detector file: written by fit, read by the other verbs. */
  readonly detector?: string;
  readonly alpha?: number;
  readonly fdr?: number;
  readonly view?: 'combined' | 'grood';
  /** Folders or files to score. */
  readonly folders?: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

export type ConfigurationKey = keyof Configuration;

/** One thing wrong with a file, with the place that an editor or a person goes to. */
export interface ConfigurationProblem {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** A sentence without the file's name. */
  readonly message: string;
}

/** A parsed file: what holds of it, and where each key stands. */
export interface ParsedConfiguration {
  readonly configuration: Configuration;
  readonly problems: readonly ConfigurationProblem[];
  /** Place of the value behind a key, for errors found later (a missing path). */
  readonly places: ReadonlyMap<string, { readonly line: number; readonly column: number }>;
}
