import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ScoreRecord } from '../../../server/protocol/record.ts';
import type { Bench, BenchResult, Figure } from '../bench.ts';
import { freshFolder } from '../cache-folder.ts';
import { cifarSubset } from '../material/cifar.ts';
import { grood, groodJson } from '../measure/grood-command.ts';
import { evaluated } from './accuracy.ts';

// The first files of each class by name, as the targets were measured.
const perClass = { train: 200, val: 50, test: 100, 'ood-known': 3, 'ood-test': 10 };

export const bundledAccuracy: Bench = {
  name: 'bundled-accuracy',
  about: 'The bundled backbone at 160 px on a subset of CIFAR: class accuracy, AUROC, FPR95',
  async run({ say }): Promise<BenchResult> {
    const data = cifarSubset('bundled-accuracy', perClass);
    const folder = freshFolder('bundled-accuracy');
    const store = freshFolder('stores', 'bundled-accuracy');
    const images = ['--train', join(data, 'train'), '--val', join(data, 'val'), '--fast'];
    const fit = async (name: string, known: readonly string[]): Promise<string> => {
      say(name);
      const detector = join(folder, `${name}.onnx`);
      await groodJson(['fit', ...images, ...known, '--store', store, '--out', detector]);
      return detector;
    };
    const classMean = await fit('class-mean', []);
    const figures = [await accuracyFigure(classMean, join(data, 'test'), store)];
    const unknown = (await evaluated(classMean, data, store)).detectors;
    const withKnown = await fit('known', ['--ood', join(data, 'ood-known')]);
    const known = (await evaluated(withKnown, data, store)).detectors;
    const atLeast = (name: string, value: number, target: number): Figure => ({
      name,
      value,
      unit: '%',
      target: { atLeast: target },
    });
    figures.push(
      atLeast('class-mean, GROOD AUROC', unknown.grood.auroc, 79.0),
      atLeast('class-mean, combined AUROC', unknown.combined.auroc, 79.5),
      {
        name: 'class-mean, combined FPR95',
        value: unknown.combined.fpr95,
        unit: '%',
        target: { atMost: 62 },
      },
      atLeast('known, GROOD AUROC', known.grood.auroc, 82.6),
      atLeast('known, combined AUROC', known.combined.auroc, 82.0),
    );
    return { figures };
  },
};

/** How often the nearest prototype's class is the name of the image's folder. */
async function accuracyFigure(detector: string, test: string, store: string): Promise<Figure> {
  const out = join(dirname(detector), 'test.jsonl');
  await grood(['score', '--detector', detector, test, '--store', store, '--out', out, '--json']);
  const records = readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ScoreRecord);
  const right = records.filter((record) => record.class === basename(dirname(record.path)));
  const value = (100 * right.length) / records.length;
  return { name: 'class accuracy', value, unit: '%', target: { atLeast: 72.5 } };
}
