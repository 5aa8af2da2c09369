import { failed, ok, type Result } from '../../../protocol/failure.ts';
import type { ModelInspection } from '../../../protocol/inspection.ts';
import { ELEMENT_TYPE, type ModelProto } from '../proto/onnx-proto.ts';
import { freeBatch } from './free-batch.ts';
import { type RunValue, runTensors, type TrialInput } from './run-graph.ts';
import { sameValues, TOLERANCE } from './same-values.ts';
import { stridedPools } from './strided-pools.ts';
import { upgradeOpset } from './upgrade-opset.ts';

/** A user's model, made ready to be joined with other nodes; names are still the user's. */
export interface PreparedGraph {
  /** Opset 17 or later; its values were compared with those of the file. */
  readonly model: ModelProto;
  /** The batch that the model insists on; null where it takes any. */
  readonly staticBatch: number | null;
  /** Shapes for the first batch that ran, by name of the features and the logits. */
  readonly dims: ReadonlyMap<string, readonly number[]>;
  /** How closely results of this model can be expected to agree. */
  readonly tolerance: number;
}

const BATCH_TRIED = 3;

/**
 * Brings a model to the opset that our own nodes need and frees its batch where that can be done,
 * and tries both against the model as it is: what was rewritten must give the same values.
 */
export async function prepareGraph(
  model: ModelProto,
  modelPath: string,
  options: TrialOptions,
): Promise<Result<PreparedGraph>> {
  const joinable = await joinableGraph(model, modelPath, options);
  return joinable.ok ? ok(await withStridedPools(joinable.value, options)) : joinable;
}

interface TrialOptions {
  readonly inspection: ModelInspection;
  readonly size: { readonly height: number; readonly width: number };
}

async function joinableGraph(
  model: ModelProto,
  modelPath: string,
  options: TrialOptions,
): Promise<Result<PreparedGraph>> {
  const { inspection, size } = options;
  const upgraded = upgradeOpset(model, modelPath);
  if (!upgraded.ok) return upgraded;
  const tolerance = isCoarse(model) ? TOLERANCE.coarse : TOLERANCE.exact;
  const { features, logits, input } = inspection;
  const targets = logits === null ? [features.name] : [features.name, logits];
  const run = (each: ModelProto, batch: number): Promise<Values | Error> =>
    attempt(
      each,
      trialImages(inspection, size, { batch, elementType: elementTypeOf(model, input.name) }),
      targets,
    );
  const declared = batchOf(model, input.name);
  const wanted = declared ?? BATCH_TRIED;
  const many = await run(model, wanted);
  const isFixed = declared !== null || many instanceof Error;
  const batch = declared ?? (many instanceof Error ? 1 : BATCH_TRIED);
  const original = isFixed && batch !== wanted ? await run(model, batch) : many;
  if (original instanceof Error) return cannotRun(modelPath, size, original);
  const dims = new Map([...original].map(([name, value]) => [name, value.dims]));
  const changed = await run(upgraded.value, batch);
  if (upgraded.value !== model && !agree(changed, original, tolerance)) {
    return failed(
      'model-unusable',
      `${modelPath} gives other values when it is brought to ONNX opset 17.`,
      'Export it again for opset 17 or later.',
      changed instanceof Error ? changed.message : undefined,
    );
  }
  if (!isFixed) return ok({ model: upgraded.value, staticBatch: null, dims, tolerance });
  const freed = freeBatch(upgraded.value, input.name);
  const isFree = batch === 1 && (await isBatchFree(freed, original, { run, tolerance }));
  if (!isFree) return ok({ model: upgraded.value, staticBatch: batch, dims, tolerance });
  return ok({ model: freed, staticBatch: null, dims, tolerance });
}

/** Only where every bit of the results stays. */
async function withStridedPools(
  prepared: PreparedGraph,
  { inspection, size }: TrialOptions,
): Promise<PreparedGraph> {
  const pooled = stridedPools(prepared.model);
  if (pooled === null) return prepared;
  const { input } = inspection;
  const images = trialImages(inspection, size, {
    batch: prepared.staticBatch ?? BATCH_TRIED,
    elementType: elementTypeOf(prepared.model, input.name),
  });
  const targets = [...prepared.dims.keys()];
  const before = await attempt(prepared.model, images, targets);
  const after = await attempt(pooled, images, targets);
  if (before instanceof Error || !agree(after, before, 0)) return prepared;
  return { ...prepared, model: pooled };
}

type Values = Map<string, RunValue>;

async function attempt(
  model: ModelProto,
  input: TrialInput,
  targets: readonly string[],
): Promise<Values | Error> {
  try {
    return await runTensors(model, input, targets);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** One image alone and as the first of three must give the same, and the others must differ. */
async function isBatchFree(
  freed: ModelProto,
  original: Values,
  {
    run,
    tolerance,
  }: { run: (model: ModelProto, batch: number) => Promise<Values | Error>; tolerance: number },
): Promise<boolean> {
  const three = await run(freed, BATCH_TRIED);
  if (three instanceof Error) return false;
  return [...original].every(([name, value]) => {
    const data = three.get(name)?.data;
    const each = value.data.length;
    if (data?.length !== each * BATCH_TRIED) return false;
    const first = { data: data.subarray(0, each) };
    const last = { data: data.subarray(-each) };
    // The last trial image repeats the first one behind a different one.
    return sameValues(first, value, tolerance) && sameValues(last, value, tolerance);
  });
}

function agree(actual: Values | Error, expected: Values, tolerance: number): boolean {
  if (actual instanceof Error) return false;
  return [...expected].every(([name, value]) => sameValues(actual.get(name), value, tolerance));
}

/** Noise images; every third image from the first is the same, whatever the batch. */
function trialImages(
  { input }: ModelInspection,
  { height, width }: { readonly height: number; readonly width: number },
  { batch, elementType }: { readonly batch: number; readonly elementType: number },
): TrialInput {
  const each = 3 * height * width;
  const data = new Float32Array(batch * each);
  for (let image = 0; image < batch; image++) {
    let state = image % 2 === 0 ? 12345 : 54321;
    for (let i = 0; i < each; i++) {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      data[image * each + i] = input.dtype === 'uint8' ? state >>> 24 : state / 2 ** 32;
    }
  }
  const dims = input.layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3];
  return { name: input.name, elementType, dims, data };
}

function inputType(model: ModelProto, name: string): { elemType?: number; first?: number } {
  const type = model.graph.input.find((info) => info.name === name)?.type?.tensorType;
  const first = type?.shape?.dim[0]?.dimValue;
  return {
    ...(type?.elemType === undefined ? {} : { elemType: type.elemType }),
    ...(first === undefined ? {} : { first }),
  };
}

export function elementTypeOf(model: ModelProto, name: string): number {
  return inputType(model, name).elemType ?? ELEMENT_TYPE.float32;
}

function batchOf(model: ModelProto, name: string): number | null {
  const { first } = inputType(model, name);
  return first !== undefined && first > 0 ? first : null;
}

function isCoarse(model: ModelProto): boolean {
  return model.graph.node.some(({ opType }) => opType === 'QuantizeLinear') || usesFloat16(model);
}

export function usesFloat16({ graph }: ModelProto): boolean {
  const isHalf = (type: number | undefined): boolean => type === ELEMENT_TYPE.float16;
  return (
    graph.initializer.some(({ dataType }) => isHalf(dataType)) ||
    graph.input.some(({ type }) => isHalf(type?.tensorType?.elemType))
  );
}

function cannotRun(
  modelPath: string,
  { height, width }: { readonly height: number; readonly width: number },
  error: Error,
): Result<never> {
  return failed(
    'model-unusable',
    `ONNX Runtime cannot run ${modelPath} on images of ${width} × ${height} pixels.`,
    'Give the input size that the model was trained on as “size” in grood.json.',
    error.message,
  );
}
