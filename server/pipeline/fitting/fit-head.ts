import { splitHalves } from '../../core/calibration/split-halves.ts';
import { chooseMixup, type MixupAurocs } from '../../core/grood/choose-mixup.ts';
import type { GroodTraining } from '../../core/grood/fit-grood.ts';
import type { FittedGrood } from '../../core/grood/fitted.ts';
import { nonFiniteRows } from '../../core/grood/non-finite-rows.ts';
import { labelsOfLogits } from '../../core/grood/pseudo-labels.ts';
import { auroc } from '../../core/metrics/auroc.ts';
import { failed } from '../../protocol/failure.ts';
import { counted } from '../../protocol/number-words.ts';
import { orStop } from '../run-stopped.ts';
import { calibrate, scoreByHead } from './calibrate.ts';
import type { EarlyPart } from './early-part.ts';
import { openEarlyPart } from './early-part.ts';
import type { EmbeddedSet } from './embedded-set.ts';
import { subset } from './embedded-set.ts';
import type { FitContext } from './fit-context.ts';
import { type EngineFitOptions, fitInEngine } from './fit-in-engine.ts';
import type { Gathered } from './gather.ts';
import type { ClassMatch } from './match-classes.ts';
import { type Mixer, makeMixer } from './mixer.ts';
import { knownOod, type OodInputs, type OodParts, oodParts } from './ood-parts.ts';
import type { CalibrationPlan } from './plan-calibration.ts';

const DEFAULT_LAMBDA = 0.9;

export interface FittedHead {
  readonly fitted: FittedGrood;
  readonly training: GroodTraining;
  readonly fitOptions: EngineFitOptions;
  readonly mixer: Mixer | null;
  /** Where mix-up was chosen by measurement; shares of 0..1. */
  readonly aurocs: MixupAurocs | null;
}

/** Adapter, prototypes and gradient index from the training images that do not calibrate. */
export async function fitHead(
  context: FitContext,
  gathered: Gathered,
  plan: CalibrationPlan,
  match: ClassMatch | null,
): Promise<FittedHead> {
  const set = plan.training;
  let part: EarlyPart | null = null;
  const openPart = async (): Promise<EarlyPart> => {
    part ??= await openEarlyPart(context);
    return part;
  };
  const classCount = gathered.classes.length;
  const inputs = { set, known: gathered.ood, classCount, match, openPart };
  try {
    const ood = await oodParts(context, inputs);
    const fitting = { context, inputs, training: trainingOf(set, gathered, match) };
    const { target, aurocs } = await mixupOf(fitting, plan);
    const head = await fitVariant(fitting, ood, target);
    context.warnings.push(...head.fitted.warnings);
    return { ...head, aurocs };
  } finally {
    (part as EarlyPart | null)?.close();
  }
}

interface Fitting {
  readonly context: FitContext;
  readonly inputs: OodInputs;
  readonly training: GroodTraining;
}

function trainingOf(
  set: EmbeddedSet,
  { classes }: Gathered,
  match: ClassMatch | null,
): GroodTraining {
  const { features, dimension, labels, logits } = set;
  const base = { features, dimension, labels, classCount: classes.length, classNames: classes };
  if (match === null || logits === null) return base;
  return { ...base, pseudoLabels: labelsOfLogits({ data: logits, classOf: match.classOf }) };
}

async function fitVariant(
  { context, inputs, training }: Fitting,
  ood: OodParts,
  target: 'off' | 'ood' | 'runner-up',
): Promise<FittedHead> {
  const lambda = context.options.lambda ?? DEFAULT_LAMBDA;
  const mixer = target === 'off' ? null : await makeMixer(context, inputs, ood, { target, lambda });
  const fitOptions: EngineFitOptions = {
    adapter: context.options.adapter ?? 'whiten',
    prototype: ood.source,
    ...(mixer === null
      ? {}
      : { oodTarget: mixer.oodTarget, mixedFeatures: await mixer.mixedOf(inputs.set) }),
  };
  checkFinite(context, inputs.set.dimension, fitOptions);
  const fitted = await fitInEngine(context, training, fitOptions);
  return { fitted, training, fitOptions, mixer, aurocs: null };
}

/** Images are looked at one by one; mixed and drawn ones only here. */
function checkFinite(
  { backbone }: FitContext,
  dimension: number,
  { mixedFeatures, prototype }: EngineFitOptions,
): void {
  const drawn = prototype.source === 'class-mean' ? [] : [prototype.features];
  const all = mixedFeatures === undefined ? drawn : [...drawn, mixedFeatures];
  if (all.every((features) => nonFiniteRows(features, dimension).length === 0)) return;
  orStop(
    failed(
      'model-unusable',
      `${backbone.name} gives NaN or infinite features for mixed images or noise.`,
      'Choose --mixup off and --prototype class-mean, or a model in full precision.',
    ),
  );
}

async function mixupOf(
  fitting: Fitting,
  plan: CalibrationPlan,
): Promise<{ readonly target: 'off' | 'ood' | 'runner-up'; readonly aurocs: MixupAurocs | null }> {
  const wanted = fitting.context.options.mixup ?? 'off';
  if (wanted !== 'auto') return { target: wanted, aurocs: null };
  const aurocs = await measureMixups(fitting, plan, fitting.inputs.known!);
  return { target: chooseMixup(aurocs), aurocs };
}

/** p_ood from one half of the known OOD images, AUROC of the other half (grood.md, Mix-up). */
async function measureMixups(
  fitting: Fitting,
  plan: CalibrationPlan,
  known: EmbeddedSet,
): Promise<MixupAurocs> {
  const { first, second } = splitHalves(known.hashes);
  if (first.length === 0 || second.length === 0) {
    return orStop<never>(
      failed(
        'usage',
        `Mix-up can't be chosen by measurement with only ${counted(known.files.length, 'image')} ` +
          `in ${fitting.context.options.ood}.`,
        'Add different known OOD images, or choose --mixup off, ood or runner-up.',
      ),
    );
  }
  const others = subset(known, second);
  const ood = knownOod(subset(known, first));
  const measure = async (target: 'off' | 'ood' | 'runner-up'): Promise<number> => {
    const head = await fitVariant(fitting, ood, target);
    const ordinary = await calibrate(fitting.context, plan, head);
    const strange = await scoreByHead(others, head, fitting.context);
    return auroc(ordinary.grood, strange.grood);
  };
  const off = await measure('off');
  // One class has no runner-up: mixing with it is no mixing.
  const isOneClass = fitting.inputs.classCount === 1;
  return {
    off,
    ood: await measure('ood'),
    'runner-up': isOneClass ? off : await measure('runner-up'),
  };
}
