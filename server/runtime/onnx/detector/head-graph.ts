import type { FittedGrood } from '../../../core/grood/fitted.ts';
import { valueInfo } from '../proto/build.ts';
import {
  ELEMENT_TYPE,
  type ModelProto,
  type NodeProto,
  type ValueInfoProto,
} from '../proto/onnx-proto.ts';
import { type Edge, GraphDraft } from './graph-draft.ts';
import { addHead, type HeadOptions } from './head-nodes.ts';
import { NEAREST_COUNT } from './nearest-nodes.ts';

export type { HeadOptions } from './head-nodes.ts';
export type { CalibrationScores } from './p-value-nodes.ts';

/** The head's names begin so; nothing of the user's model does. */
export const HEAD_PREFIX = 'grood';
/** What the head reads: the second only where the detector mixes when scoring. */
export const HEAD_INPUTS = ['features', 'mixed_features'] as const;
const HEAD_OPSET = 17;

/**
 * A whole detector: the embedding graph (uint8 `images` in, `features` and perhaps `logits` out)
 * with the head behind it, giving the outputs of contract version 1. Where the graph also gives
 * `mixed_features`, the detector mixes when scoring: they make the gradient, and G is stored.
 * @throws {RangeError} if the calibration is empty or a feature does not fit the storage
 */
export function appendHead(
  embed: ModelProto,
  fitted: FittedGrood,
  options: HeadOptions,
): ModelProto {
  const { graph } = embed;
  const [plain, second] = HEAD_INPUTS;
  const isMixed = graph.output.some(({ name }) => name === second);
  const opset = embed.opsetImport.find(({ domain }) => !domain)?.version ?? HEAD_OPSET;
  const draft = draftHead(fitted, isMixed, options, opset);
  const kept = graph.output.filter(({ name }) => name !== second);
  const batch = batchOf(graph.output, plain);
  return {
    ...embed,
    graph: {
      ...graph,
      node: [...graph.node, ...draft.nodes],
      initializer: [...graph.initializer, ...draft.initializers],
      output: [...headOutputs(fitted, batch), ...kept],
    },
  };
}

/**
 * The head alone: `features` float32 [N, D] (and `mixed_features` with mix-up) in, the same numbers
 * out as from `appendHead`, bit for bit; `features` itself is not repeated.
 */
export function headModel(fitted: FittedGrood, options: HeadOptions, isMixed = false): ModelProto {
  const names = HEAD_INPUTS.slice(0, isMixed ? 2 : 1);
  const draft = draftHead(fitted, isMixed, options, HEAD_OPSET);
  return standaloneHead(draft, names, fitted);
}

/** A model of head nodes alone. */
export function standaloneHead(
  { nodes, initializers }: Pick<GraphDraft, 'nodes' | 'initializers'>,
  inputs: readonly string[],
  size: { readonly dimension: number; readonly classCount: number },
): ModelProto {
  return {
    irVersion: 8,
    producerName: 'grood',
    opsetImport: [{ domain: '', version: HEAD_OPSET }],
    metadataProps: [],
    graph: {
      name: 'grood-head',
      node: nodes as NodeProto[],
      initializer: initializers,
      input: inputs.map((name) => valueInfo(name, ELEMENT_TYPE.float32, ['N', size.dimension])),
      output: headOutputs(size, 'N'),
      valueInfo: [],
    },
  };
}

function draftHead(
  fitted: FittedGrood,
  isMixed: boolean,
  options: HeadOptions,
  opset: number,
): GraphDraft {
  const { grood, neighbour } = options.calibration;
  if (neighbour.length === 0 || grood.length !== neighbour.length) {
    throw new RangeError(
      `Calibration needs as many scores of both views: ${grood.length} and ${neighbour.length}.`,
    );
  }
  const draft = new GraphDraft(HEAD_PREFIX, opset);
  const [plain, second] = HEAD_INPUTS as readonly string[] as [Edge, Edge];
  addHead(draft, fitted, { features: plain, mixed: isMixed ? second : null }, options);
  return draft;
}

function headOutputs(
  { classCount }: { readonly classCount: number },
  batch: number | string,
): ValueInfoProto[] {
  const { float32, int64 } = ELEMENT_TYPE;
  const vectors = ['score', 'neighbour_score', 'p_grood', 'p_neighbours', 'p'];
  return [
    ...vectors.map((name) => valueInfo(name, float32, [batch])),
    valueInfo('class', int64, [batch]),
    valueInfo('prototype_distances', float32, [batch, classCount + 1]),
    valueInfo('grood_rows', int64, [batch, NEAREST_COUNT]),
    valueInfo('grood_distances', float32, [batch, NEAREST_COUNT]),
    valueInfo('feature_rows', int64, [batch, NEAREST_COUNT]),
    valueInfo('feature_distances', float32, [batch, NEAREST_COUNT]),
  ];
}

function batchOf(outputs: readonly ValueInfoProto[], name: string): number | string {
  const output = outputs.find((candidate) => candidate.name === name);
  const first = output?.type?.tensorType?.shape?.dim[0];
  return first?.dimValue ?? first?.dimParam ?? 'N';
}
