/**
 * The arithmetic of the self-check: is a model's accuracy on labelled training images credible, and
 * if not, which of the usual mistakes explains it?
 */
import type { Preprocessing } from '../../protocol/preprocessing.ts';

export type Confusion = readonly (readonly number[])[];

/** One way to read the same images, tried when the stated one finds next to nothing. */
export interface Alternative {
  /** For people: `BGR channel order, mean 0 and std 1`. */
  readonly name: string;
  readonly preprocessing: Preprocessing;
}

const NORMALISATIONS: readonly { name: string; mean: number; std: number }[] = [
  { name: 'values 0..1 (mean 0, std 1)', mean: 0, std: 1 },
  { name: 'values -1..1 (mean 0.5, std 0.5)', mean: 0.5, std: 0.5 },
  { name: 'values 0..255 (mean 0, std 1/255)', mean: 0, std: 1 / 255 },
];

const IMAGENET = {
  name: 'ImageNet mean and std',
  mean: [0.485, 0.456, 0.406] as const,
  std: [0.229, 0.224, 0.225] as const,
};

/** Every usual normalisation in both channel orders, the stated reading left out. */
export function alternatives(stated: Preprocessing): Alternative[] {
  const triple = (x: number) => [x, x, x] as const;
  const normalisations = [
    { name: 'the stated mean and std', mean: stated.mean, std: stated.std },
    IMAGENET,
    ...NORMALISATIONS.map(({ name, mean, std }) => ({
      name,
      mean: triple(mean),
      std: triple(std),
    })),
  ];
  const tried = new Set([keyOf(stated)]);
  return (['RGB', 'BGR'] as const).flatMap((order) =>
    normalisations.flatMap(({ name, mean, std }) => {
      const preprocessing = { ...stated, order, mean, std, source: 'self-check' };
      if (tried.has(keyOf(preprocessing))) return [];
      tried.add(keyOf(preprocessing));
      return [{ name: `${name}, ${order} channel order`, preprocessing }];
    }),
  );
}

function keyOf({ order, mean, std }: Preprocessing): string {
  return JSON.stringify([order, mean.map(rounded), std.map(rounded)]);
}

function rounded(x: number): number {
  return Number(x.toFixed(4));
}

/**
 * Near chance: less than a quarter of the way from guessing to perfect. Trained classifiers are far
 * above it on their own training images, wrongly fed ones rarely are.
 * @param accuracy share of images whose class is found, 0..1
 */
export function isNearChance(accuracy: number, classCount: number): boolean {
  const chance = 1 / classCount;
  return accuracy < chance + 0.25 * (1 - chance);
}

/**
 * Classes in another order than the folders: each folder's most frequent prediction, where these
 * are all different.
 * @param confusion [K, K] counts, row = folder, column = predicted class
 * @returns the folder by predicted class and the accuracy under that order, or null
 */
export function reordered(
  confusion: Confusion,
): { readonly folderOfLogit: number[]; readonly accuracy: number } | null {
  const favourite = confusion.map((row) => row.indexOf(Math.max(...row)));
  if (new Set(favourite).size !== confusion.length) return null;
  if (favourite.every((column, row) => column === row)) return null;
  const total = confusion.flat().reduce((sum, count) => sum + count, 0);
  const right = confusion.reduce((sum, row, index) => sum + row[favourite[index]!]!, 0);
  const folderOfLogit = new Array<number>(confusion.length);
  favourite.forEach((column, row) => {
    folderOfLogit[column] = row;
  });
  return { folderOfLogit, accuracy: total === 0 ? 0 : right / total };
}

/** Counts by folder (row) and predicted class (column); predictions of -1 count nowhere. */
export function confusionOf(
  labels: Int32Array,
  predicted: Int32Array,
  classCount: number,
): number[][] {
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  labels.forEach((label, index) => {
    const row = counts[label];
    const column = predicted[index]!;
    if (row !== undefined && column >= 0) row[column] = row[column]! + 1;
  });
  return counts;
}

export function accuracyOf(labels: Int32Array, predicted: Int32Array): number {
  let right = 0;
  labels.forEach((label, index) => {
    if (predicted[index] === label) right++;
  });
  return labels.length === 0 ? 0 : right / labels.length;
}
