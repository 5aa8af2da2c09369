import { InferenceSession, type OnnxValue, Tensor } from 'onnxruntime-node';
import { node, valueInfo } from '../proto/build.ts';
import { ELEMENT_TYPE, encodeModel, type ModelProto } from '../proto/onnx-proto.ts';
import { extractSubgraph } from './extract-subgraph.ts';

export interface RunValue {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Options that suit a single trial run beside other work: one thread, no spinning. */
export const TRIAL_OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'basic',
  logSeverityLevel: 4,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

/** A model's input, as a trial run feeds it: float32 values, cast in the graph. */
export interface TrialInput {
  readonly name: string;
  readonly elementType: number;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/**
 * Values of any tensors of a model, as float32. The casts on both sides are in the graph because
 * ONNX Runtime for Node has no way to feed float16 on every supported Node.
 * @param input null where `names` are constants that need none
 * @throws {Error} whatever ONNX Runtime says
 */
export async function runTensors(
  model: ModelProto,
  input: TrialInput | null,
  names: readonly string[],
): Promise<Map<string, RunValue>> {
  const inputs = input === null ? [] : [valueInfo(input.name, input.elementType, [])];
  const cut = extractSubgraph(
    model,
    inputs,
    names.map((name) => ({ name })),
  );
  const toFloat = { to: { int: ELEMENT_TYPE.float32 } };
  const casts = names.map((name, i) => node('Cast', [name], [`grood/trial/${i}`], toFloat));
  const entry =
    input === null
      ? []
      : [node('Cast', ['grood/trial/in'], [input.name], { to: { int: input.elementType } })];
  const graph = {
    ...cut.graph,
    node: [...entry, ...cut.graph.node, ...casts],
    input: input === null ? [] : [valueInfo('grood/trial/in', 1, input.dims)],
    output: names.map((_, i) => ({
      name: `grood/trial/${i}`,
      type: { tensorType: { elemType: 1 } },
    })),
  };
  const feeds = input === null ? [] : [['grood/trial/in', input] as const];
  const outputs = await runOnce(encodeModel({ ...cut, graph }), Object.fromEntries(feeds));
  return new Map(names.map((name, i) => [name, outputs.get(`grood/trial/${i}`) as RunValue]));
}

/** Opens a model, runs it once, and closes it. Feeds and results are float32, or uint8 as bytes. */
export async function runOnce(
  bytes: Uint8Array,
  feeds: Readonly<
    Record<string, { readonly dims: readonly number[]; readonly data: Float32Array | Uint8Array }>
  >,
): Promise<Map<string, RunValue>> {
  const session = await InferenceSession.create(bytes, TRIAL_OPTIONS);
  try {
    const tensors: Record<string, OnnxValue> = {};
    for (const [name, { dims, data }] of Object.entries(feeds)) {
      tensors[name] =
        data instanceof Uint8Array
          ? new Tensor('uint8', data, dims)
          : new Tensor('float32', data, dims);
    }
    const results = await session.run(tensors);
    return new Map(
      Object.entries(results).map(([name, value]) => {
        const { dims, data } = value as Tensor;
        return [name, { dims, data: data as Float32Array }];
      }),
    );
  } finally {
    await session.release();
  }
}
