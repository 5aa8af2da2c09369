import { classMeans } from '../../core/grood/class-means.ts';
import type { Program } from '../../engine/engine-client.ts';
import { MIXED_FEATURES, type Ranking, withMixup } from '../../runtime/onnx/mixup/mixup-model.ts';
import { cutElementType } from '../../runtime/onnx/programs.ts';
import { encodeModel, type ModelProto } from '../../runtime/onnx/proto/onnx-proto.ts';
import { floatRow } from '../float-row.ts';
import { orStop } from '../run-stopped.ts';
import { engineFile } from '../source-file.ts';
import { classEarlyPrototypes } from './early-prototypes.ts';
import type { EmbeddedSet } from './embedded-set.ts';
import { FeatureCollector } from './feature-collector.ts';
import type { FitContext } from './fit-context.ts';
import type { OodInputs, OodParts } from './ood-parts.ts';

/** Mix-up when scoring: the embed program with its second pass, and what it makes of images. */
export interface Mixer {
  readonly target: 'ood' | 'runner-up';
  readonly lambda: number;
  /** t_ood of the pseudo-label. */
  readonly oodTarget: number;
  readonly embed: ModelProto;
  /** Features of the mixed images [n, D]. */
  mixedOf(set: EmbeddedSet): Promise<Float32Array>;
}

export async function makeMixer(
  context: FitContext,
  inputs: OodInputs,
  ood: OodParts,
  { target, lambda }: { readonly target: 'ood' | 'runner-up'; readonly lambda: number },
): Promise<Mixer> {
  const part = await inputs.openPart();
  const { backbone, engine, work } = context;
  const prototypes =
    target === 'ood'
      ? await ood.early(part)
      : await classEarlyPrototypes(part, inputs.set.sources, inputs.classCount);
  const ranking = target === 'ood' ? null : rankingOf(inputs);
  const cutType = await cutElementType(backbone, part.cut);
  const mixup = { cut: part.cut, lambda, prototypes, ranking };
  const embed = withMixup(backbone.embed, mixup, orStop(cutType));
  const { name, preprocessing } = backbone;
  const request = { model: encodeModel(embed), name: `${name} with mix-up`, preprocessing };
  const program = orStop(await engine.open(request, work.signal));
  return {
    target,
    lambda,
    oodTarget: target === 'ood' ? 1 - lambda : 0,
    embed,
    mixedOf: (set) => mixedFeatures(context, program, set),
  };
}

function rankingOf({ set, match, classCount }: OodInputs): Ranking {
  if (match !== null) {
    const logitOfClass = Array.from({ length: classCount }, (_, k) => match.classOf.indexOf(k));
    return { by: 'logits', logitOfClass };
  }
  const { features, labels, dimension } = set;
  const { means } = classMeans(features, labels, dimension, classCount);
  return { by: 'features', classMeans: Float32Array.from(means), dimension };
}

async function mixedFeatures(
  { engine, work }: FitContext,
  program: Program,
  set: EmbeddedSet,
): Promise<Float32Array> {
  const mixed = new FeatureCollector(set.dimension);
  const step = program.batchSize * 4;
  for (let from = 0; from < set.sources.length; from += step) {
    const files = set.sources.slice(from, from + step).map(engineFile);
    const rows = orStop(await engine.run(program.id, files, work.signal));
    rows.files.forEach((file, index) => {
      if (!file.ok) orStop(file);
      mixed.add(floatRow(rows.outputs[MIXED_FEATURES]!, index));
    });
    work.onProgress?.({ phase: 'embed', done: from + files.length, total: set.sources.length });
  }
  return mixed.matrix();
}
