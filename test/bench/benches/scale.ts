import { join } from 'node:path';
import type { ScoreSummary } from '../../../server/pipeline/options.ts';
import { type Bench, type BenchResult, needed } from '../bench.ts';
import { freshFolder } from '../cache-folder.ts';
import { detectorOf64Features } from '../material/detectors.ts';
import { emptyTree, removeEmptyTree } from '../material/empty-tree.ts';
import { uniqueImages } from '../material/unique-images.ts';
import { childScript } from '../measure/child-script.ts';
import { grood } from '../measure/grood-command.ts';
import { meanMiB, peakMiB } from '../measure/measure-command.ts';

const noProc = 'Memory is read from /proc, which only Linux has.';

function needLinux(): void {
  needed(process.platform === 'linux' ? true : null, noProc);
}

export const scan: Bench = {
  name: 'scan',
  about: 'Memory of walking a folder of 1,000,000 files',
  async run({ isQuick, say }): Promise<BenchResult> {
    needLinux();
    const count = isQuick ? 20_000 : 1_000_000;
    say(`making ${count} empty files`);
    const folder = emptyTree(count);
    say('walking');
    try {
      const { value, run } = await childScript<{ files: number; seconds: number }>('scan', {
        folder,
      });
      if (value.files !== count) throw new Error(`the walk found ${value.files} of ${count} files`);
      return {
        figures: [
          {
            name: `resident memory over ${count} files`,
            value: peakMiB(run),
            unit: 'MiB',
            target: { atMost: 300 },
            detail: `${Math.round(count / value.seconds)} files a second`,
          },
        ],
      };
    } finally {
      removeEmptyTree(folder);
    }
  },
};

export const scale: Bench = {
  name: 'scale',
  about: 'Memory of all processes while 100,000 images are scored',
  async run({ isQuick, say }): Promise<BenchResult> {
    needLinux();
    const count = isQuick ? 5000 : 100_000;
    say(`making ${count} images`);
    const folder = uniqueImages(count);
    const { path: detector } = await detectorOf64Features();
    const store = freshFolder('stores', 'scale');
    const where = ['--store', store, '--out', join(store, 'rows.jsonl'), '--json'];
    say('scoring');
    const run = await grood(['score', '--detector', detector, folder, ...where], {
      intervalMs: 100,
    });
    const { scored, errors } = JSON.parse(run.stdout) as ScoreSummary;
    if (scored !== count) throw new Error(`${scored} of ${count} images scored, ${errors} errors`);
    const second = meanMiB(run, 0.1, 0.2);
    const last = meanMiB(run, 0.9, 1);
    return {
      figures: [
        {
          name: `largest resident memory over ${count} images`,
          value: peakMiB(run),
          unit: 'MiB',
          target: { atMost: 900 },
          detail: `${Math.round(count / run.seconds)} images a second`,
        },
        {
          name: 'last tenth of the run against the second',
          value: 100 * (last / second - 1),
          unit: '%',
          target: { atMost: 5 },
          detail: `${second.toFixed(0)} MiB, then ${last.toFixed(0)} MiB`,
        },
      ],
    };
  },
};
