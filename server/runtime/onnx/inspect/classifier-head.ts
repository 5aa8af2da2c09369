import type { ModelInspection } from '../../../protocol/inspection.ts';
import { floatOf, intOf } from '../graph/attributes.ts';
import { indexGraph } from '../graph/graph-index.ts';
import { loadModel } from '../graph/load-model.ts';
import { dataTensors } from '../graph/reachability.ts';
import { type RunValue, runTensors } from '../graph/run-graph.ts';
import { sameValues, TOLERANCE } from '../graph/same-values.ts';
import type { ModelProto } from '../proto/onnx-proto.ts';
import { type ClassifierEnd, findEnd } from './find-head.ts';
import { trialInput } from './trial-input.ts';
import { understandModel } from './understand-model.ts';

/** logits = weight · features + bias; weight is [K, D] row-major, bias [K]. */
export interface ClassifierHead {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * The class weights of a model's last layer, or null where the logits are not an affine function of
 * the features. Stored forms (transposed, half precision, integers with a scale, shared through
 * Identity) are resolved by running them; the result is tried on one image.
 */
export async function classifierHead(
  modelPath: string,
  inspection: ModelInspection,
): Promise<ClassifierHead | null> {
  const loaded = await loadModel(modelPath);
  if (!loaded.ok || inspection.logits === null || inspection.classes === null) return null;
  const { model } = loaded.value;
  const end = endOf(model, inspection);
  if (end === null) return null;
  const names = [end.head.input[1], end.head.input[2] ?? '', end.bias ?? ''].filter(
    (name): name is string => name !== undefined && name !== '',
  );
  try {
    const values = await runTensors(model, null, names);
    const head = toHead(end, values, { k: inspection.classes, d: inspection.features.size });
    return head !== null && (await holds(head, model, modelPath, inspection)) ? head : null;
  } catch {
    return null;
  }
}

function endOf(model: ModelProto, inspection: ModelInspection): ClassifierEnd | null {
  const index = indexGraph(model.graph);
  const data = dataTensors(index, inspection.input.name);
  for (const { name } of model.graph.output) {
    const end = findEnd(index, data, name);
    if (end.kind === 'classifier' && end.logits === inspection.logits) return end;
  }
  return null;
}

function toHead(
  { head, bias }: ClassifierEnd,
  values: ReadonlyMap<string, RunValue>,
  { k, d }: { readonly k: number; readonly d: number },
): ClassifierHead | null {
  const stored = values.get(head.input[1] ?? '')?.data;
  if (stored === undefined || stored.length !== k * d) return null;
  const isByClass = head.opType === 'Conv' || intOf(head, 'transB', 0) === 1;
  const alpha = floatOf(head, 'alpha', 1);
  const weight = new Float32Array(k * d);
  for (let row = 0; row < k; row++) {
    for (let column = 0; column < d; column++) {
      const at = isByClass ? row * d + column : column * k + row;
      weight[row * d + column] = alpha * (stored[at] as number);
    }
  }
  const own = values.get(head.input[2] ?? '')?.data ?? Float32Array.of(0);
  const added = values.get(bias ?? '')?.data ?? Float32Array.of(0);
  const beta = floatOf(head, 'beta', 1);
  const at = (data: Float32Array, row: number): number => data[data.length === 1 ? 0 : row] ?? 0;
  return {
    weight,
    bias: Float32Array.from({ length: k }, (_, row) => beta * at(own, row) + at(added, row)),
  };
}

async function holds(
  { weight, bias }: ClassifierHead,
  model: ModelProto,
  modelPath: string,
  { features, logits }: ModelInspection,
): Promise<boolean> {
  const understood = await understandModel(model, modelPath, null);
  if (!understood.ok || logits === null) return false;
  const { input, trial } = understood.value;
  const names = [...new Set([features.name, logits])];
  const values = await runTensors(model, trialInput(input, trial), names);
  const feature = values.get(features.name)?.data ?? new Float32Array();
  const wanted = (values.get(logits)?.data ?? new Float32Array()).subarray(0, bias.length);
  const data = bias.map((start, row) => {
    let sum = start;
    for (let i = 0; i < features.size; i++) {
      sum += (weight[row * features.size + i] as number) * (feature[i] as number);
    }
    return sum;
  });
  return sameValues({ data }, { data: wanted }, TOLERANCE.coarse);
}
