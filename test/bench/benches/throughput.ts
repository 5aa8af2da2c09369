import { readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ScoreSummary } from '../../../server/pipeline/options.ts';
import { bundledBackbonePath } from '../../../server/pipeline/prepare-backbone.ts';
import type { Bench, BenchContext, BenchResult, Figure } from '../bench.ts';
import { cacheFolder, freshFolder } from '../cache-folder.ts';
import { cifarFolder, resnet20Mean, resnet20Path, resnet20Std } from '../material/cifar.ts';
import { detectorOf64Features, detectorOf1600, subsetOf1600 } from '../material/detectors.ts';
import { photographs } from '../material/photographs.ts';
import { uniqueImages } from '../material/unique-images.ts';
import { childScript } from '../measure/child-script.ts';
import { groodJson } from '../measure/grood-command.ts';
import type { MeasuredRun } from '../measure/measure-command.ts';
import { preparePeer } from '../peer/prepare-peer.ts';
import { fitPeer, type Layout, type PeerModel, scorePeer } from '../peer/run-peer.ts';

/** One job for both sides: the same files, the same network, a head fitted on the same images. */
interface Job {
  readonly files: readonly string[];
  /** A file that names them, one a line. */
  readonly list: string;
  readonly detector: string;
  readonly model: PeerModel;
  readonly data: string;
  readonly target: number;
}

export const photographThroughput: Bench = {
  name: 'photographs',
  about: 'JPEG photographs to verdicts, bundled backbone at 224 px, against PyTorch',
  async run(context): Promise<BenchResult> {
    const python = preparePeer(context);
    context.say('making photographs');
    const folder = await photographs(context.isQuick ? 40 : 1000);
    const { path: detector } = await detectorOf1600(context.isQuick);
    const model = {
      name: `bundled-${context.isQuick ? 200 : 1600}`,
      path: bundledBackbonePath(),
      sizePx: 224,
      mean: triple(127 / 255),
      std: triple(128 / 255),
      batch: 32,
    };
    const data = subsetOf1600(context.isQuick);
    return compare(context, python, { ...filesOf(folder), detector, model, data, target: 2.2 });
  },
};

export const tinyThroughput: Bench = {
  name: 'tiny-images',
  about: '32-px JPEG files to verdicts, ResNet-20, against PyTorch',
  async run(context): Promise<BenchResult> {
    const python = preparePeer(context);
    const folder = uniqueImages(context.isQuick ? 1000 : 10_000);
    const { path: detector } = await detectorOf64Features();
    const model = {
      name: 'resnet20',
      path: resnet20Path(),
      sizePx: 32,
      mean: resnet20Mean,
      std: resnet20Std,
      batch: 128,
    };
    const job = { ...filesOf(folder), detector, model, data: cifarFolder(), target: 1.5 };
    return compare(context, python, job);
  },
};

const layouts: readonly Layout[] = ['nchw', 'channels_last'];

/** Ours and the peer by turns, so that other work on the machine hits both; the best of each. */
async function compare(context: BenchContext, python: string, job: Job): Promise<BenchResult> {
  context.say('fitting the peer');
  const data = { train: join(job.data, 'train'), val: join(job.data, 'val') };
  await fitPeer(python, job.model, data);
  const ours: OurScore[] = [];
  const theirs: (PeerRun & { readonly layout: Layout })[] = [];
  for (let round = 0; round < (context.isQuick ? 1 : 3); round++) {
    context.say(`round ${round + 1}: ours`);
    ours.push(await scoreOurs(job));
    for (const layout of layouts) {
      context.say(`round ${round + 1}: the peer, ${layout}`);
      theirs.push({ ...(await scorePeer(python, job.model, { list: job.list, layout })), layout });
    }
  }
  const best = fastest(ours);
  const peers = layouts.map((layout) => fastest(theirs.filter((run) => run.layout === layout)));
  return { figures: [...ratios(job, best, peers), ...(await economy(job, best))] };
}

type PeerRun = Awaited<ReturnType<typeof scorePeer>>;

interface OurScore {
  /** Without the start of the program and the opening of the detector. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly flagged: number;
  readonly run: MeasuredRun;
}

/**
 * The command line, whole, on an empty store: once on all files and once on one alone. The
 * difference is the work; what both have in common is starting up, which the peer's clock leaves
 * out too.
 */
async function scoreOurs({ detector, files, list }: Job): Promise<OurScore> {
  const score = (which: readonly string[]): Promise<ScoreSummary & { run: MeasuredRun }> => {
    const store = freshFolder('stores', 'throughput');
    const out = join(store, 'rows.jsonl');
    const where = ['--store', store, '--out', out];
    return groodJson(['score', '--detector', detector, ...which, ...where]);
  };
  const one = await score([files[0]!]);
  const all = await score(['--files-from', list]);
  if (all.scored !== files.length) throw new Error(`${all.errors} files could not be scored.`);
  return {
    seconds: all.run.seconds - one.run.seconds,
    cpuSeconds: all.run.cpuSeconds - one.run.cpuSeconds,
    flagged: all.flagged,
    run: all.run,
  };
}

function ratios(job: Job, ours: OurScore, peers: readonly PeerRun[]): Figure[] {
  const count = job.files.length;
  const [nchw, channelsLast] = peers;
  const peer = fastest(peers);
  const rate = (seconds: number): string => `${Math.round(count / seconds)}/s`;
  const rates = `${rate(nchw!.seconds)} in NCHW and ${rate(channelsLast!.seconds)} in channels_last`;
  const wall = ({ run }: { readonly run: MeasuredRun }): string => `${run.seconds.toFixed(2)} s`;
  const shares = [ours, peer].map(({ flagged }) => `${((100 * flagged) / count).toFixed(1)} %`);
  return [
    {
      name: 'images a second, ratio to the faster peer',
      value: peer.seconds / ours.seconds,
      unit: '×',
      target: { atLeast: job.target },
      detail: `ours ${rate(ours.seconds)}, peer ${rates}`,
    },
    {
      name: 'the same with starting up',
      value: peer.run.seconds / ours.run.seconds,
      unit: '×',
      detail: `ours ${wall(ours)}, peer ${wall(peer)}; flagged ${shares.join(' and ')}`,
    },
    {
      name: 'CPU time an image, ratio to the peer',
      value: peer.cpuSeconds / ours.cpuSeconds,
      unit: '×',
      detail: `ours ${perImage(ours.cpuSeconds, count)}, peer ${perImage(peer.cpuSeconds, count)}`,
    },
  ];
}

/** What the whole costs beyond decoding the files and running the network, each measured alone. */
async function economy(job: Job, ours: OurScore): Promise<Figure[]> {
  const { path, sizePx } = job.model;
  const count = job.files.length;
  const decode = await cpuWithAllBusy('decode-alone', { list: job.list, sizePx });
  const network = { count, sizePx, model: path, batch: batchOf(sizePx) };
  const infer = await cpuWithAllBusy('infer-alone', network);
  const alone = decode + infer;
  const costs = [decode, infer, ours.cpuSeconds];
  const [decoding, inference, whole] = costs.map((seconds) => perImage(seconds, count));
  return [
    {
      name: 'CPU time over decode alone + inference alone',
      value: 100 * (ours.cpuSeconds / alone - 1),
      unit: '%',
      target: { atMost: 10 },
      detail: `${whole} an image; decode ${decoding}, inference ${inference}`,
    },
    {
      name: 'processors kept busy',
      value: ours.cpuSeconds / ours.seconds,
      unit: 'of 2',
    },
  ];
}

/**
 * CPU seconds of one process among as many of its kind as there are processors. Ours keeps them all
 * busy, and two hyperthreads of one core each need more time for the same work than one alone.
 */
async function cpuWithAllBusy(name: string, payload: unknown): Promise<number> {
  const sideBySide = Array.from({ length: availableParallelism() }, () =>
    childScript<{ readonly cpuSeconds: number }>(name, payload),
  );
  const uses = await Promise.all(sideBySide);
  return uses.reduce((sum, { value }) => sum + value.cpuSeconds, 0) / uses.length;
}

function batchOf(sizePx: number): number {
  return sizePx < 64 ? 64 : 8;
}

function perImage(seconds: number, count: number): string {
  return `${((1000 * seconds) / count).toFixed(2)} ms`;
}

function fastest<T extends { readonly seconds: number }>(runs: readonly T[]): T {
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
}

function filesOf(folder: string): Pick<Job, 'files' | 'list'> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jpg'))
    .sort()
    .map((file) => join(folder, file));
  const list = join(cacheFolder(), 'throughput-files.txt');
  writeFileSync(list, `${files.join('\n')}\n`);
  return { files, list };
}

function triple(value: number): string {
  return [value, value, value].map((x) => x.toFixed(9)).join(',');
}
