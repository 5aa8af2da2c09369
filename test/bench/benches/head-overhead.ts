import { statSync } from 'node:fs';
import { bundledBackbonePath } from '../../../server/pipeline/prepare-backbone.ts';
import type { Bench, BenchResult, Figure } from '../bench.ts';
import { resnet20Path } from '../material/cifar.ts';
import {
  detectorOf64Features,
  detectorOf1600,
  detectorOf10000,
  type FittedFile,
} from '../material/detectors.ts';
import { childScript } from '../measure/child-script.ts';

export const headOverhead: Bench = {
  name: 'head-overhead',
  about: 'Time of the detector file against the bare backbone in ONNX Runtime',
  async run({ isQuick, say }): Promise<BenchResult> {
    const rounds = isQuick ? 20 : 150;
    const measure = async (
      file: FittedFile,
      options: { readonly model: string; readonly sizePx: number; readonly atMost: number },
    ): Promise<Figure> => {
      const { indexed, images } = file.summary;
      const dimension = options.sizePx === 32 ? 64 : 1280;
      say(`${images} images at ${dimension} features`);
      // As the engine chooses them on a machine with nothing else to do.
      const batch = options.sizePx === 32 ? 64 : 16;
      const payload = { detector: file.path, ...options, batch, rounds };
      const { value } = await childScript<Overhead>('head-overhead', payload);
      const costs = `${value.bareMs.toFixed(3)} ms bare, ${value.wholeMs.toFixed(3)} ms with GROOD`;
      return {
        name: `${images} images (${indexed} indexed) at ${dimension} features`,
        value: 100 * (value.ratio - 1),
        unit: '%',
        target: { atMost: options.atMost },
        detail: `${costs} an image, batch of ${batch}`,
      };
    };
    const bundled = { model: bundledBackbonePath(), sizePx: 224 };
    const small = { model: resnet20Path(), sizePx: 32, atMost: 5 };
    return {
      figures: [
        await measure(await detectorOf64Features(), small),
        await measure(await detectorOf1600(isQuick), { ...bundled, atMost: 5 }),
        await measure(await detectorOf10000(isQuick), { ...bundled, atMost: 10 }),
      ],
    };
  },
};

interface Overhead {
  readonly bareMs: number;
  readonly wholeMs: number;
  readonly ratio: number;
}

const MEBIBYTE = 2 ** 20;

export const detectorFile: Bench = {
  name: 'detector-file',
  about: 'Size of the detector file, and the time to open it',
  async run({ isQuick }): Promise<BenchResult> {
    const large = await detectorOf10000(isQuick);
    const small = await detectorOf1600(isQuick);
    const size = statSync(large.path).size / 1e6;
    return {
      figures: [
        {
          name: `${large.summary.images} images at 1,280 features, size`,
          value: size,
          unit: 'MB',
          target: { atMost: 64 },
          detail: `${((size * 1e6) / MEBIBYTE).toFixed(1)} MiB`,
        },
        ...(await openFigures(large, 1000)),
        ...(await openFigures(small, 400)),
      ],
    };
  },
};

async function openFigures({ path, summary }: FittedFile, atMost: number): Promise<Figure[]> {
  const runs: Opening[] = [];
  for (let i = 0; i < 5; i++)
    runs.push((await childScript<Opening>('open-detector', { path })).value);
  const median = (pick: (run: Opening) => number): number =>
    runs.map(pick).sort((a, b) => a - b)[2]!;
  return [
    {
      name: `${summary.images} images at 1,280 features, opened in`,
      value: median((run) => run.openMs),
      unit: 'ms',
      target: { atMost },
      detail: `of that ONNX Runtime ${median((run) => run.sessionMs).toFixed(0)} ms; median of 5`,
    },
  ];
}

interface Opening {
  /** Read, checked and ready to run. */
  readonly openMs: number;
  readonly sessionMs: number;
}
