import { basename } from 'node:path';
import { ok, type Result } from '../../../protocol/failure.ts';
import type { EarlyCut, ModelInspection } from '../../../protocol/inspection.ts';
import { loadModel } from '../graph/load-model.ts';
import { type RunValue, runTensors } from '../graph/run-graph.ts';
import { findClassNames } from '../preprocessing/find-class-names.ts';
import { findDeclared } from '../preprocessing/find-declared.ts';
import type { ModelProto } from '../proto/onnx-proto.ts';
import { chooseEarlyCut } from './choose-early-cut.ts';
import { findCuts } from './find-cuts.ts';
import { trialInput } from './trial-input.ts';
import { type Understanding, understandModel } from './understand-model.ts';

/** Looks at a model file: input, classes, features, cuts. The file is only read. */
export async function inspectModel(modelPath: string): Promise<Result<ModelInspection>> {
  const loaded = await loadModel(modelPath);
  if (!loaded.ok) return loaded;
  const { model } = loaded.value;
  const declared = await findDeclared({ modelPath, metadata: model.metadataProps });
  const size = declared.ok ? (declared.value?.size ?? null) : null;
  const understood = await understandModel(model, modelPath, size);
  if (!understood.ok) return understood;
  const { input, end } = understood.value;
  const { candidates, values } = await measureCuts(model, understood.value);
  const cuts = usableCuts(candidates, values, understood.value);
  const features = values.get(end.features) as RunValue;
  const logits = end.kind === 'classifier' ? end.logits : null;
  const classes = logits === null ? null : sizeOf(values.get(logits) as RunValue);
  const names = await findClassNames({
    modelPath,
    metadata: model.metadataProps,
    classes,
  });
  const { name, layout, height, width, dtype } = input;
  return ok({
    input: { name, layout, height, width, dtype },
    classes,
    classNames: names.names,
    features: { name: end.features, size: featureSize(features, end.features, understood.value) },
    logits,
    cuts: cuts.map(({ name, shape, depth }) => ({ name, shape, depth })),
    early: chooseEarlyCut(cuts),
    warnings: [...warningsOf(model, modelPath, understood.value, features), ...names.notes],
  });
}

type Candidates = ReturnType<typeof findCuts>;

async function measureCuts(
  model: ModelProto,
  { index, data, input, end, trial }: Understanding,
): Promise<{ candidates: Candidates; values: Map<string, RunValue> }> {
  const candidates = findCuts(index, data, input.name, end.features);
  const names = new Set([...candidates.map(({ name }) => name), end.features]);
  if (end.kind === 'classifier') names.add(end.logits);
  return { candidates, values: await runTensors(model, trialInput(input, trial), [...names]) };
}

/** Cuts of rank 3 or more, the batch in front: there the activations of images can be mixed. */
function usableCuts(
  candidates: Candidates,
  values: ReadonlyMap<string, RunValue>,
  { trial }: Understanding,
): (EarlyCut & { readonly isBlockEnd: boolean })[] {
  return candidates.flatMap(({ name, depth, isBlockEnd }) => {
    const dims = values.get(name)?.dims ?? [];
    if (dims.length < 3 || dims[0] !== trial.batch) return [];
    return [{ name, shape: [1, ...dims.slice(1)], depth: round(depth), isBlockEnd }];
  });
}

function featureSize({ dims }: RunValue, name: string, { index, input }: Understanding): number {
  const [, ...rest] = dims;
  if (rest.filter((dim) => dim !== 1).length <= 1) return rest.reduce((a, b) => a * b, 1);
  const isLast = dims.length === 3 || isChannelsLast(index.producers.get(name)?.opType, input);
  return (isLast ? dims.at(-1) : dims[1]) ?? 0;
}

/** A map keeps its channels last only where a Keras-style model transposes it back. */
export function isChannelsLast(
  producer: string | undefined,
  input: { readonly layout: 'NCHW' | 'NHWC' },
): boolean {
  return input.layout === 'NHWC' && producer === 'Transpose';
}

function warningsOf(
  model: ModelProto,
  modelPath: string,
  { end, input, batchProblem }: Understanding,
  features: RunValue,
): string[] {
  const warnings: string[] = [];
  const file = basename(modelPath);
  const shape = ['N', ...features.dims.slice(1)].join(', ');
  if (end.kind === 'extractor') {
    warnings.push(
      `${file} has no classifier layer: its output “${end.features}” is taken as features, and ` +
        'scores that need class logits are left out.',
    );
  }
  if (features.dims.slice(1).filter((dim) => dim !== 1).length > 1) {
    warnings.push(`“${end.features}” is a feature map [${shape}]: its mean over space is used.`);
  }
  if (model.graph.node.some(({ opType }) => opType === 'QuantizeLinear')) {
    warnings.push(
      `${file} is quantised (QDQ): its values depend on the processor and on ONNX Runtime's ` +
        'settings, so fit and score on the same kind of machine.',
    );
  }
  if (input.batch !== null) {
    warnings.push(`${file} was exported for a fixed batch of ${input.batch}.`);
  } else if (batchProblem !== null) {
    warnings.push(`${file} runs only one image at a time, although its batch size is free.`);
  }
  return warnings;
}

function sizeOf({ dims }: RunValue): number {
  return dims.slice(1).reduce((product, dim) => product * dim, 1);
}

function round(depth: number): number {
  return Math.round(depth * 1000) / 1000;
}
