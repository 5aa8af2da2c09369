import type { Configuration, ConfigurationKey } from './configuration.ts';
import {
  between,
  listOf,
  nonEmptyText,
  oneOf,
  resizeRule,
  threeNumbers,
  threePositiveNumbers,
  type ValueCheck,
  wholeNumber,
} from './value-checks.ts';

const path = nonEmptyText('a path');
const glob = listOf(nonEmptyText('a pattern'), 'patterns such as "**/*.jpg"');
const size = wholeNumber({ from: 8, to: 4096 });

/** Every key of grood.json that holds a value of its own. */
export const valueChecks: Readonly<Record<Exclude<ConfigurationKey, 'preprocessing'>, ValueCheck>> =
  {
    train: path,
    val: path,
    ood: path,
    backbone: path,
    sidecar: path,
    classNames: listOf(nonEmptyText('a name'), 'class names'),
    size,
    prototype: oneOf(['class-mean', 'noise', 'synthetic']),
    adapter: oneOf(['whiten', 'none']),
    mixup: oneOf(['off', 'ood', 'runner-up', 'auto']),
    lambda: between(0, 1),
    detector: path,
    alpha: between(0, 1),
    fdr: between(0, 1),
    view: oneOf(['combined', 'grood']),
    folders: listOf(path, 'paths'),
    include: glob,
    exclude: glob,
  };

type PreprocessingKey = keyof NonNullable<Configuration['preprocessing']>;

/** The keys inside `preprocessing`. */
export const preprocessingChecks: Readonly<Record<PreprocessingKey, ValueCheck>> = {
  height: size,
  width: size,
  resize: resizeRule,
  kernel: oneOf(['cubic', 'linear', 'lanczos3', 'nearest']),
  order: oneOf(['RGB', 'BGR']),
  mean: threeNumbers,
  std: threePositiveNumbers,
};

/** `$schema` is for editors and has no meaning here. */
export const topLevelKeys: readonly string[] = [
  '$schema',
  ...Object.keys(valueChecks),
  'preprocessing',
];

/** Paths in the file are relative to it. */
export const pathKeys = ['train', 'val', 'ood', 'backbone', 'sidecar', 'detector'] as const;
