import { basename } from 'node:path';
import { failed, ok, type Result } from '../../../protocol/failure.ts';
import { type GraphIndex, indexGraph } from '../graph/graph-index.ts';
import { dataTensors } from '../graph/reachability.ts';
import { type RunValue, runTensors } from '../graph/run-graph.ts';
import type { ModelProto } from '../proto/onnx-proto.ts';
import { findEnd, type ModelEnd } from './find-head.ts';
import { findInput, type ImageInput } from './find-input.ts';
import { trialInput } from './trial-input.ts';

/** What a trial run and a walk over the graph tell of a model. */
export interface Understanding {
  readonly index: GraphIndex;
  readonly data: ReadonlySet<string>;
  readonly input: ImageInput;
  readonly end: ModelEnd;
  /** The size at which the model ran. */
  readonly trial: { readonly batch: number; readonly height: number; readonly width: number };
  /** Why the batch of the trial is 1 although the file says it is free; else null. */
  readonly batchProblem: string | null;
}

const SIZES_TRIED = [224, 256, 128, 64, 32, 299, 384] as const;

/**
 * @param declared size that metadata or a configuration beside the model names, tried first where
 * the model leaves its size free
 */
export async function understandModel(
  model: ModelProto,
  modelPath: string,
  declared: { readonly height: number; readonly width: number } | null,
): Promise<Result<Understanding>> {
  const index = indexGraph(model.graph);
  const found = findInput(index, modelPath);
  if (!found.ok) return found;
  const input = found.value;
  const data = dataTensors(index, input.name);
  const outputs = model.graph.output.map(({ name }) => name).filter((name) => data.has(name));
  const task = model.metadataProps.find(({ key }) => key === 'task')?.value;
  if (task !== undefined && /^(detect|segment|pose|obb)/.test(task)) {
    return notClassifier(modelPath, `says that its task is “${task}”`);
  }
  if (outputs.length === 0)
    return notClassifier(modelPath, 'has no output that depends on the image');
  const run = await firstRun(model, input, outputs, declared);
  if (run instanceof Error) {
    return failed(
      'model-unusable',
      `ONNX Runtime cannot run ${modelPath} on a batch of images.`,
      'Export it again, with a fixed input size, for ONNX opset 17 or so.',
      run.message,
    );
  }
  const chosen = chooseEnd(index, data, run, input);
  if (typeof chosen === 'string') return notClassifier(modelPath, chosen);
  const { trial, batchProblem } = run;
  return ok({ index, data, input, end: chosen, trial, batchProblem });
}

interface FirstRun extends Pick<Understanding, 'trial' | 'batchProblem'> {
  readonly values: ReadonlyMap<string, RunValue>;
}

async function firstRun(
  model: ModelProto,
  input: ImageInput,
  outputs: readonly string[],
  declared: { readonly height: number; readonly width: number } | null,
): Promise<FirstRun | Error> {
  let first: unknown = null;
  for (const tried of [declared, ...SIZES_TRIED]) {
    if (tried === null) continue;
    const { height, width } = typeof tried === 'number' ? { height: tried, width: tried } : tried;
    for (const batch of input.batch === null ? [2, 1] : [input.batch]) {
      const trial = { batch, height: input.height ?? height, width: input.width ?? width };
      try {
        const values = await runTensors(model, trialInput(input, trial), outputs);
        const batchProblem = batch === 1 && first !== null ? String(first) : null;
        return { trial, values, batchProblem: input.batch === null ? batchProblem : null };
      } catch (error) {
        first ??= error;
      }
    }
    if (input.height !== null && input.width !== null) break;
  }
  return first instanceof Error ? first : new Error(String(first));
}

/** The end of the model, or why there is none, as the end of a sentence. */
function chooseEnd(
  index: GraphIndex,
  data: ReadonlySet<string>,
  { values, trial }: FirstRun,
  input: ImageInput,
): ModelEnd | string {
  const shapes = [...values].map(([name, { dims }]) => ({ name, dims }));
  const vectors = shapes.filter(({ dims }) => isVector(dims, trial.batch));
  const ends = vectors.map(({ name }) => findEnd(index, data, name));
  const classifier = ends.find(({ kind }) => kind === 'classifier');
  if (classifier !== undefined) return classifier;
  const named = ends.find(({ features }) => /embed|feature|pooler/i.test(features)) ?? ends[0];
  if (named !== undefined) return named;
  const [only, ...others] = shapes;
  const listed = shapes.map(({ name, dims }) => `${name} [${['N', ...dims.slice(1)].join(', ')}]`);
  const what = `gives ${listed.join(', ')}, and no output of shape [N, classes] or [N, features]`;
  if (only === undefined || others.length > 0) return what;
  const isMap = only.dims.length === 4 && (only.dims[2] ?? 0) * 4 <= trial.height;
  const isTokens = only.dims.length === 3 && /hidden|token|feature|embed/i.test(only.name);
  const isNhwcMap = input.layout === 'NHWC' && only.dims.length === 4;
  if (only.dims[0] !== trial.batch || !(isMap || isTokens || isNhwcMap)) return what;
  return { kind: 'extractor', features: only.name };
}

function isVector(dims: readonly number[], batch: number): boolean {
  const [first, ...rest] = dims;
  return first === batch && rest.length > 0 && rest.filter((dim) => dim !== 1).length === 1;
}

function notClassifier(modelPath: string, why: string): Result<never> {
  return failed(
    'model-unusable',
    `${basename(modelPath)} is no image classifier: it ${why}.`,
    'Use a model that classifies whole images, or one that turns them into feature vectors.',
  );
}
