import { decoderVersion } from '../../io/decode-image.ts';
import {
  DEFAULT_ALPHA,
  DETECTOR_CONTRACT_VERSION,
  type DetectorMetadata,
} from '../../protocol/detector.ts';
import { writeDetector } from '../../runtime/onnx/detector/detector-file.ts';
import { appendHead } from '../../runtime/onnx/detector/head-graph.ts';
import type { CalibrationScores } from '../../runtime/onnx/detector/p-value-nodes.ts';
import type { ModelProto } from '../../runtime/onnx/proto/onnx-proto.ts';
import type { FitSummary } from '../options.ts';
import { orStop } from '../run-stopped.ts';
import type { ModelCheck } from './check-model.ts';
import { chooseStorage } from './choose-storage.ts';
import { withClassHead } from './class-head.ts';
import type { FitContext } from './fit-context.ts';
import type { FittedHead } from './fit-head.ts';
import type { Gathered } from './gather.ts';
import type { CalibrationPlan } from './plan-calibration.ts';
import { THIN_SEED, thinnedParts, trainingMetadata, writeBeside } from './thin-index.ts';

export interface FittedParts {
  readonly gathered: Gathered;
  readonly check: ModelCheck;
  readonly plan: CalibrationPlan;
  readonly head: FittedHead;
  readonly calibration: CalibrationScores;
  readonly startedMs: number;
}

const SKIPPED_KEPT = 100;

/** Joins backbone and head into the detector file. */
export async function writeFitted(context: FitContext, parts: FittedParts): Promise<FitSummary> {
  const { options, backbone, warnings } = context;
  const { whole, thinned, rows } = await thinnedParts(context, parts);
  const { head, plan } = thinned;
  const { fitted, mixer } = head;
  const { storage, calibration } = await chooseStorage(context, thinned);
  const embed: ModelProto = mixer?.embed ?? backbone.embed;
  const joined = appendHead(embed, fitted, { calibration, storage });
  const { model, names } = await withClassHead(joined, backbone, parts.check.match);
  const metadata: Omit<DetectorMetadata, 'checksum'> = {
    contract: DETECTOR_CONTRACT_VERSION,
    createdBy: 'grood',
    classes: parts.gathered.classes,
    preprocessing: backbone.preprocessing,
    dimension: fitted.dimension,
    classCount: fitted.classCount,
    trainingCount: fitted.trainingCount,
    indexedCount: fitted.indexedRows.length,
    adapter: fitted.adapter === null ? 'none' : 'whiten',
    prototype: fitted.prototype,
    mixup: { target: mixer?.target ?? 'off', lambda: mixer?.lambda ?? 1 },
    calibration: {
      kind: plan.kind,
      count: calibration.grood.length,
      groodScores: Array.from(calibration.grood),
      neighbourScores: Array.from(calibration.neighbour),
    },
    training: trainingMetadata(thinned),
    ...(rows === null
      ? {}
      : { thinned: { of: parts.plan.training.files.length, seed: THIN_SEED } }),
    backboneId: backbone.id,
    backboneName: backbone.name,
    alpha: options.alpha ?? DEFAULT_ALPHA,
    decoder: decoderVersion(),
    storage,
    ...(names === null ? {} : { head: names }),
    warnings,
    ...(parts.check.accuracy === null
      ? {}
      : { selfCheck: { accuracy: parts.check.accuracy, images: parts.check.images } }),
  };
  context.work.onProgress?.({ phase: 'write', done: 0, total: 1 });
  const written = orStop(await writeDetector(options.out, model, metadata));
  if (rows !== null) await writeBeside(context, whole, written.metadata.checksum);
  return summaryOf(context, parts, metadata, written.bytes.byteLength);
}

function summaryOf(
  { options, backbone, warnings }: FitContext,
  { gathered, check, head, startedMs }: FittedParts,
  metadata: Omit<DetectorMetadata, 'checksum'>,
  bytes: number,
): FitSummary {
  const percent = (share: number): number => Number((100 * share).toFixed(2));
  const { aurocs } = head;
  const { calibration } = metadata;
  return {
    detectorPath: options.out,
    classes: metadata.classes,
    images: metadata.thinned?.of ?? metadata.trainingCount,
    skipped: gathered.skipped.slice(0, SKIPPED_KEPT),
    skippedCount: gathered.skipped.length,
    indexed: metadata.indexedCount,
    accuracy: check.accuracy ?? prototypeAccuracy(head),
    calibration: {
      kind: calibration.kind,
      count: calibration.count,
      smallestP: 1 / (calibration.count + 1),
    },
    prototype: metadata.prototype,
    adapter: metadata.adapter,
    mixup: metadata.mixup.target,
    ...(aurocs === null
      ? {}
      : {
          mixupAurocs: {
            off: percent(aurocs.off),
            ood: percent(aurocs.ood),
            runnerUp: percent(aurocs['runner-up']),
          },
        }),
    backbone: backbone.name,
    sizePx: metadata.preprocessing.width,
    device: 'CPU',
    reused: gathered.reused,
    seconds: (performance.now() - startedMs) / 1000,
    warnings,
    bytes,
  };
}

/** Share of the training images whose nearest prototype is their class's; null for one class. */
function prototypeAccuracy({ fitted }: FittedHead): number | null {
  if (fitted.classCount < 2) return null;
  return fitted.indexedRows.length / fitted.trainingCount;
}
