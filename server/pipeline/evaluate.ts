import type { BaselineQueries, BaselineScores } from '../core/baselines/fit-baselines.ts';
import { combinedStatistic } from '../core/calibration/combined-statistic.ts';
import { auroc } from '../core/metrics/auroc.ts';
import { aurocInterval } from '../core/metrics/auroc-interval.ts';
import { auprIn, auprOut } from '../core/metrics/average-precision.ts';
import { fpr95 } from '../core/metrics/fpr95.ts';
import type { Result } from '../protocol/failure.ts';
import { failed, ok } from '../protocol/failure.ts';
import type { WorkOptions } from '../protocol/progress.ts';
import type { Store } from '../store/store.ts';
import { findSources } from './find-sources.ts';
import { FeatureCollector } from './fitting/feature-collector.ts';
import { openChosenStore } from './open-chosen-store.ts';
import type { OpenDetector } from './open-detector.ts';
import { openDetector } from './open-detector.ts';
import type { Evaluation, MethodFigures, StoreChoice } from './options.ts';
import { verdictOf } from './result-rows.ts';
import { orStop, RunStopped, stopped } from './run-stopped.ts';
import { scoreFiles } from './score-files.ts';

const SEED = 1;

export interface EvaluateOptions {
  readonly detector: string;
  /** Folders and files of in-distribution images. */
  readonly id: readonly string[];
  readonly ood: readonly string[];
  readonly alpha?: number | undefined;
  readonly store: StoreChoice;
}

/** Measures GROOD beside the usual post-hoc methods, all on the same features. */
export async function evaluate(
  options: EvaluateOptions,
  work: WorkOptions = {},
): Promise<Result<Evaluation>> {
  const opened = await openDetector(options.detector);
  if (!opened.ok) return opened;
  const detector = opened.value;
  const chosen = openChosenStore(options.store, work.onNote);
  if (!chosen.ok) return chosen;
  const store = chosen.value;
  try {
    return await stopped(async () => {
      const parts = { detector, store, work };
      const id = await measure(options.id, parts);
      const ood = await measure(options.ood, parts);
      const alpha = options.alpha ?? detector.metadata.alpha;
      return ok(await compare(detector, { id, ood }, alpha, work.signal));
    }, work.signal);
  } finally {
    store.close();
    await detector.dispose();
  }
}

/** One side of the comparison, readable images only. */
interface Measured {
  readonly grood: Float64Array;
  readonly neighbour: Float64Array;
  readonly combined: Float64Array;
  readonly p: Float64Array;
  readonly features: Float32Array;
  readonly logits: Float32Array | null;
}

async function measure(
  inputs: readonly string[],
  parts: { readonly detector: OpenDetector; readonly store: Store; readonly work: WorkOptions },
): Promise<Measured> {
  const { detector, store, work } = parts;
  const sources = orStop(findSources({ inputs }, work.signal));
  const { metadata } = detector;
  const features = new FeatureCollector(metadata.dimension);
  let logits: FeatureCollector | null = null;
  const statistic = combinedStatistic({
    grood: metadata.calibration.groodScores,
    neighbours: metadata.calibration.neighbourScores,
  });
  const grood: number[] = [];
  const neighbour: number[] = [];
  const combined: number[] = [];
  const p: number[] = [];
  for await (const rows of scoreFiles(sources, { detector, store, signal: work.signal })) {
    const scored = rows.filter((row) => row.hash !== null);
    const hashes = scored.map((row) => row.hash!);
    const known = store.featuresFor(hashes, metadata.backboneId);
    for (const row of scored) {
      const stored = known.get(row.hash!);
      if (stored === undefined || row.score === null || row.neighbourScore === null) continue;
      features.add(stored.features);
      if (stored.logits !== null) {
        logits ??= new FeatureCollector(stored.logits.length);
        logits.add(stored.logits);
      }
      grood.push(row.score);
      neighbour.push(row.neighbourScore);
      combined.push(statistic(row.score, row.neighbourScore));
      p.push(row.p ?? 1);
    }
    work.onProgress?.({ phase: 'score', done: p.length, total: null });
  }
  if (p.length === 0) throw new RunStopped(nothingToCompare(inputs));
  return {
    grood: Float64Array.from(grood),
    neighbour: Float64Array.from(neighbour),
    combined: Float64Array.from(combined),
    p: Float64Array.from(p),
    features: features.matrix(),
    logits: logits?.matrix() ?? null,
  };
}

function nothingToCompare(inputs: readonly string[]): RunStopped['failure'] {
  const result = failed(
    'no-images',
    `There is no readable image in ${inputs.join(', ')}.`,
    'Name folders that hold images.',
  );
  return result.failure;
}

async function compare(
  detector: OpenDetector,
  { id, ood }: { readonly id: Measured; readonly ood: Measured },
  alpha: number,
  signal: AbortSignal | undefined,
): Promise<Evaluation> {
  const queries = [id, ood].map((side) => queriesOf(side, detector.metadata.dimension));
  const [idScores, oodScores] = orStop(await detector.scoreBaselines(queries, signal)) as [
    BaselineScores,
    BaselineScores,
  ];
  const others = Object.fromEntries(
    Object.entries(idScores).map(([name, scores]) => [
      name,
      figures(scores, (oodScores as unknown as Record<string, Float64Array>)[name]!),
    ]),
  );
  const detectors = {
    combined: figures(id.combined, ood.combined),
    grood: figures(id.grood, ood.grood),
    ...others,
  } as Evaluation['detectors'];
  const flagged = { alpha, id: flaggedShare(id.p, alpha), ood: flaggedShare(ood.p, alpha) };
  return { detectors, flagged };
}

function queriesOf({ features, logits, neighbour }: Measured, dimension: number): BaselineQueries {
  const base = { features, neighbourScores: neighbour };
  if (logits === null) return base;
  const classCount = logits.length / (features.length / dimension);
  return { ...base, logits: { data: logits, classCount } };
}

function figures(id: Float64Array, ood: Float64Array): MethodFigures {
  const percent = (share: number): number => 100 * share;
  const [low, high] = aurocInterval(id, ood, { seed: SEED });
  return {
    auroc: percent(auroc(id, ood)),
    fpr95: percent(fpr95(id, ood)),
    auprIn: percent(auprIn(id, ood)),
    auprOut: percent(auprOut(id, ood)),
    interval: [percent(low), percent(high)],
  };
}

function flaggedShare(p: Float64Array, alpha: number): number {
  const threshold = { view: 'combined' as const, p: alpha };
  const flagged = p.filter((value) => verdictOf({ p: value, pGrood: null }, threshold) === 'ood');
  return (100 * flagged.length) / p.length;
}
