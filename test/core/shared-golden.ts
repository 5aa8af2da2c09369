import { readFileSync } from 'node:fs';
import { sharedPath } from '../shared-material.ts';

/** Expected values of one {adapter} x {prototype source}; see goldens/README.md. */
export interface GoldenConfiguration {
  readonly oodPrototypeFirst: readonly number[];
  readonly gradientFirst: readonly number[];
  readonly gradientNorm: readonly number[];
  readonly score: GoldenSplits;
  readonly nearestTrainRows: readonly (readonly number[])[];
  readonly pGrood: GoldenSplits;
  readonly pNeighbours: { readonly test: readonly number[] };
  readonly combined: GoldenSplits;
  readonly p: GoldenSplits;
  readonly metrics: { readonly grood: GoldenMetrics; readonly combined: GoldenMetrics };
  readonly flagged: {
    readonly alpha: number;
    readonly test: number;
    readonly 'ood-test': number;
    readonly 'benjaminiHochberg0.1': number;
  };
}

export interface GoldenSplits {
  readonly test: readonly number[];
  readonly 'ood-test': readonly number[];
}

/** Percentages. */
export interface GoldenMetrics {
  readonly auroc: number;
  readonly fpr95: number;
  readonly auprIn: number;
  readonly auprOut: number;
}

export interface Golden {
  readonly classes: number;
  readonly indexed: number;
  readonly classPrototypesFirst: readonly number[];
  readonly configurations: Readonly<Record<string, GoldenConfiguration>>;
  readonly baselines: Readonly<Record<string, GoldenMetrics>>;
  readonly adapter: {
    readonly scale: number;
    readonly meanFirst: readonly number[];
    readonly choleskyFirst: readonly number[];
    readonly adaptedFirst: readonly number[];
    readonly classPrototypesFirst: readonly number[];
  };
}

export interface GoldenArrays {
  readonly features: Readonly<Record<GoldenSplit, Float32Array>>;
  readonly logits: Readonly<Record<GoldenSplit, Float32Array>>;
  readonly trainLabels: Int32Array;
}

export type GoldenSplit = 'train' | 'val' | 'test' | 'ood-known' | 'ood-test';

export const GOLDEN_DIMENSION = 64;

const folder = sharedPath('goldens');

/** For `test(…, { skip })`: false, or the reason that is printed. */
export const goldenSkip: string | false =
  folder === null && 'the reference values in ../shared/goldens are absent';

export function readGolden(): Golden {
  return JSON.parse(readFileSync(`${folder}/golden.json`, 'utf8')) as Golden;
}

export function readGoldenArrays(): GoldenArrays {
  const splits = ['train', 'val', 'test', 'ood-known', 'ood-test'] as const;
  const table = (suffix: string): Record<GoldenSplit, Float32Array> =>
    Object.fromEntries(
      splits.map((split) => [split, readFloats(`${folder}/arrays/${split}-${suffix}.bin`)]),
    ) as Record<GoldenSplit, Float32Array>;
  return {
    features: table('features'),
    logits: table('logits'),
    trainLabels: Int32Array.from(readFileSync(`${folder}/arrays/train-labels.bin`)),
  };
}

function readFloats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
