import { join } from 'node:path';
import { type Bench, type BenchContext, type BenchResult, type Figure, within } from '../bench.ts';
import { freshFolder } from '../cache-folder.ts';
import { cifarFolder } from '../material/cifar.ts';
import { resnet20Args } from '../material/detectors.ts';
import { groodJson } from '../measure/grood-command.ts';

interface Expected {
  readonly prototype: 'class-mean' | 'known';
  readonly adapter: 'none' | 'whiten';
  /** AUROC and FPR95 in percent, of GROOD alone and of the combined statistic. */
  readonly grood: readonly [number, number];
  readonly combined: readonly [number, number];
}

// From a float64 reference on the same files, decoded by another library.
const configurations: readonly Expected[] = [
  { prototype: 'class-mean', adapter: 'none', grood: [79.3, 78.6], combined: [80.1, 74.3] },
  { prototype: 'class-mean', adapter: 'whiten', grood: [82.0, 69.2], combined: [81.6, 68.7] },
  { prototype: 'known', adapter: 'none', grood: [81.5, 72.9], combined: [81.8, 71.0] },
  { prototype: 'known', adapter: 'whiten', grood: [83.8, 67.0], combined: [83.2, 65.8] },
];

const AUROC_TOLERANCE = 0.3;
const FPR95_TOLERANCE = 1.5;

interface Scores {
  readonly auroc: number;
  readonly fpr95: number;
}

export interface EvaluationJson {
  readonly detectors: Readonly<Record<'grood' | 'combined', Scores>>;
  readonly flagged: { readonly id: number; readonly ood: number };
}

export const accuracy: Bench = {
  name: 'accuracy',
  about: 'ResNet-20 on CIFAR-10 against CIFAR-100 from image files: AUROC, FPR95, flagged',
  async run(context): Promise<BenchResult> {
    const store = freshFolder('stores', 'accuracy');
    const figures: Figure[] = [];
    for (const expected of configurations)
      figures.push(...(await measured(expected, store, context)));
    return { figures };
  },
};

async function measured(
  expected: Expected,
  store: string,
  { say }: BenchContext,
): Promise<Figure[]> {
  const { prototype, adapter } = expected;
  const name = `${prototype} ${adapter}`;
  say(name);
  const data = cifarFolder();
  const detector = join(freshFolder('accuracy'), 'detector.onnx');
  const known = prototype === 'known' ? ['--ood', join(data, 'ood-known')] : [];
  const images = ['--train', join(data, 'train'), '--val', join(data, 'val'), ...known];
  const how = [...resnet20Args(), '--adapter', adapter, '--store', store];
  await groodJson(['fit', ...images, ...how, '--out', detector]);
  const { detectors, flagged } = await evaluated(detector, data, store);
  const views = (['grood', 'combined'] as const).flatMap((view) => [
    figure(`${name}, ${view} AUROC`, detectors[view].auroc, expected[view][0], AUROC_TOLERANCE),
    figure(`${name}, ${view} FPR95`, detectors[view].fpr95, expected[view][1], FPR95_TOLERANCE),
  ]);
  const target = { atLeast: 3, atMost: 6 };
  return [...views, { name: `${name}, flagged of test`, value: flagged.id, unit: '%', target }];
}

function figure(name: string, value: number, expected: number, tolerance: number): Figure {
  return { name, value, unit: '%', target: within(expected, tolerance) };
}

/** Test images against CIFAR-100's, from a folder laid out like CIFAR's. */
export function evaluated(detector: string, data: string, store: string): Promise<EvaluationJson> {
  const folders = ['--id', join(data, 'test'), '--ood', join(data, 'ood-test')];
  return groodJson(['evaluate', '--detector', detector, ...folders, '--store', store]);
}
