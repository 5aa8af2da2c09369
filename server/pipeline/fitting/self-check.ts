/**
 * Wrong preprocessing is the commonest mistake with exported models, and it is silent: everything
 * runs and nothing means anything. So a fit asks the model about some labelled training images;
 * where it knows next to nothing, the usual mistakes are tried on the same images.
 */
import { labelsOfLogits } from '../../core/grood/pseudo-labels.ts';
import type { Engine } from '../../engine/engine-client.ts';
import type { Failure } from '../../protocol/failure.ts';
import type { Preprocessing } from '../../protocol/preprocessing.ts';
import { embedModel } from '../../runtime/onnx/programs.ts';
import { encodeModel } from '../../runtime/onnx/proto/onnx-proto.ts';
import type { PreparedBackbone } from '../prepare-backbone.ts';
import { engineFile } from '../source-file.ts';
import type { LabelledFile } from './embedded-set.ts';
import type { ClassMatch } from './match-classes.ts';
import {
  accuracyOf,
  alternatives,
  confusionOf,
  isNearChance,
  reordered,
} from './self-check-rules.ts';

/** Images that alternatives are tried on: enough to tell right from chance, soon done. */
const TRIED_IMAGES = 100;
/** Of two readings near chance, one is better by luck: an explanation must gain this much. */
const CLEAR_GAIN = 0.15;

export interface SelfCheck {
  /** Share of the labelled images whose class the model finds, 0..1. */
  readonly accuracy: number;
  readonly images: number;
  readonly warnings: readonly string[];
  /** The model was fed wrongly, and this is what to write. */
  readonly failure: Failure | null;
}

export async function selfCheck(options: {
  readonly backbone: PreparedBackbone;
  readonly match: ClassMatch;
  readonly classes: readonly string[];
  readonly files: readonly LabelledFile[];
  readonly labels: Int32Array;
  readonly predicted: Int32Array;
  readonly engine: Engine;
  readonly signal?: AbortSignal | undefined;
}): Promise<SelfCheck> {
  const { labels, predicted, classes, backbone } = options;
  const accuracy = accuracyOf(labels, predicted);
  const passed = { accuracy, images: labels.length, warnings: [], failure: null };
  if (!isNearChance(accuracy, classes.length)) return passed;
  const order = reordered(confusionOf(labels, predicted, classes.length));
  if (order !== null && explains(order.accuracy, accuracy, classes.length)) {
    return { ...passed, failure: wrongOrder(options, accuracy, order) };
  }
  const better = await bestAlternative(options, accuracy);
  if (better !== null) return { ...passed, failure: wrongReading(options, accuracy, better) };
  const found = percent(accuracy);
  const warning =
    `${backbone.name} finds the class of only ${found} of the training images, and no usual ` +
    'normalisation, channel order or class order does better: check that it was trained on these ' +
    'classes.';
  return { ...passed, warnings: [warning] };
}

/** Better by much, and good enough for a model that knows the classes. */
function explains(found: number, accuracy: number, classCount: number): boolean {
  return found >= accuracy + CLEAR_GAIN && !isNearChance(found, classCount);
}

type CheckOptions = Parameters<typeof selfCheck>[0];

interface Better {
  readonly name: string;
  readonly preprocessing: Preprocessing;
  readonly accuracy: number;
}

async function bestAlternative(options: CheckOptions, accuracy: number): Promise<Better | null> {
  const { files, labels } = spread(options.files, options.labels);
  let best: Better | null = null;
  for (const { name, preprocessing } of alternatives(options.backbone.preprocessing)) {
    const predicted = await predictedUnder(preprocessing, files, options);
    if (predicted === null) continue;
    const found = accuracyOf(labels, predicted);
    if (explains(found, accuracy, options.classes.length) && found > (best?.accuracy ?? 0)) {
      best = { name, preprocessing, accuracy: found };
    }
  }
  return best;
}

/** Every k-th image, so that all classes are among them. */
function spread(
  files: readonly LabelledFile[],
  labels: Int32Array,
): { readonly files: readonly LabelledFile[]; readonly labels: Int32Array } {
  const step = Math.max(1, Math.floor(files.length / TRIED_IMAGES));
  const isPicked = (_: unknown, index: number): boolean => index % step === 0;
  return { files: files.filter(isPicked), labels: labels.filter(isPicked) };
}

async function predictedUnder(
  preprocessing: Preprocessing,
  files: readonly LabelledFile[],
  { backbone, engine, match, signal }: CheckOptions,
): Promise<Int32Array | null> {
  const model = await embedModel(backbone.modelPath, backbone.inspection, preprocessing);
  if (!model.ok) return null;
  const program = await engine.open(
    { model: encodeModel(model.value), name: backbone.name, preprocessing },
    signal,
  );
  if (!program.ok) return null;
  const rows = await engine.run(program.value.id, files.map(engineFile), signal);
  engine.close(program.value.id);
  const logits = rows.ok ? rows.value.outputs['logits'] : undefined;
  if (logits === undefined) return null;
  return labelsOfLogits({ data: logits.data as Float32Array, classOf: match.classOf });
}

function wrongReading({ backbone }: CheckOptions, accuracy: number, better: Better): Failure {
  const { order, mean, std } = better.preprocessing;
  const short = (values: readonly number[]): string =>
    `[${values.map((value) => Number(value.toFixed(4))).join(', ')}]`;
  return {
    kind: 'model-unusable',
    message:
      `${backbone.name} finds the class of ${percent(accuracy)} of the training images as they ` +
      `are read now (${backbone.preprocessing.source}), but of ${percent(better.accuracy)} ` +
      `with ${better.name}.`,
    hint:
      `Write "preprocessing": { "order": "${order}", "mean": ${short(mean)}, ` +
      `"std": ${short(std)} } in grood.json.`,
  };
}

function wrongOrder(
  { backbone, classes, match }: CheckOptions,
  accuracy: number,
  order: { readonly folderOfLogit: readonly number[]; readonly accuracy: number },
): Failure {
  // Outputs that are none of the user's classes keep their names.
  const names = Array.from(match.classOf, (folder, logit) =>
    JSON.stringify(classes[order.folderOfLogit[folder] ?? -1] ?? backbone.classNames?.[logit]),
  );
  return {
    kind: 'model-unusable',
    message:
      `${backbone.name} finds the class of ${percent(accuracy)} of the training images, but of ` +
      `${percent(order.accuracy)} with its outputs in another class order than the folders'.`,
    hint: `Write "classNames": [${names.join(', ')}] in grood.json.`,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
