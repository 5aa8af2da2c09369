import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FitSummary } from '../../../server/pipeline/options.ts';
import { cacheFolder, freshFolder } from '../cache-folder.ts';
import { groodJson } from '../measure/grood-command.ts';
import type { MeasuredRun } from '../measure/measure-command.ts';
import { cifarFolder, cifarSubset, resnet20Mean, resnet20Path, resnet20Std } from './cifar.ts';

export interface FittedFile {
  readonly path: string;
  /** The store that holds its features. */
  readonly store: string;
  /** The arguments of `grood` that made it, to fit it again. */
  readonly args: readonly string[];
  readonly summary: FitSummary & { readonly run: MeasuredRun };
}

const fitted = new Map<string, Promise<FittedFile>>();

/** ResNet-20 on CIFAR-10's 10,000 training images, 64 features; class-mean, whitened. */
export function detectorOf64Features(): Promise<FittedFile> {
  return remembered('resnet20-10000', () => ({ data: cifarFolder(), model: resnet20Args() }));
}

/** The bundled backbone at 224 px on 10,000 training images (1,000 for a quick look). */
export function detectorOf10000(isQuick: boolean): Promise<FittedFile> {
  if (isQuick) {
    const counts = { train: 100, val: 20 };
    return remembered('bundled-1000', () => ({ data: cifarSubset('1000', counts), model: [] }));
  }
  return remembered('bundled-10000', () => ({ data: cifarFolder(), model: [] }));
}

/** The bundled backbone at 224 px on 1,600 training images (200 for a quick look). */
export function detectorOf1600(isQuick: boolean): Promise<FittedFile> {
  const name = isQuick ? 'bundled-200' : 'bundled-1600';
  return remembered(name, () => ({ data: subsetOf1600(isQuick), model: [] }));
}

/** Where that one's train and val folders are. */
export function subsetOf1600(isQuick: boolean): string {
  if (isQuick) return cifarSubset('200', { train: 20, val: 10 });
  return cifarSubset('1600', { train: 160, val: 50 });
}

export function resnet20Args(): string[] {
  return ['--backbone', resnet20Path(), '--mean', resnet20Mean, '--std', resnet20Std];
}

type Recipe = () => { readonly data: string; readonly model: readonly string[] };

function remembered(name: string, recipe: Recipe): Promise<FittedFile> {
  const known = fitted.get(name) ?? fitFromScratch(name, recipe);
  fitted.set(name, known);
  return known;
}

async function fitFromScratch(name: string, recipe: Recipe): Promise<FittedFile> {
  const { data, model } = recipe();
  const store = freshFolder('stores', name);
  const path = join(cacheFolder('detectors'), `${name}.onnx`);
  if (existsSync(path)) rmSync(path);
  const images = ['--train', join(data, 'train'), '--val', join(data, 'val')];
  const args = ['fit', ...images, ...model, '--store', store, '--out', path];
  return { path, store, args, summary: await groodJson<FitSummary>(args) };
}
