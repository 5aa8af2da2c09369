import type { ModelInspection } from '../../../protocol/inspection.ts';
import type { Preprocessing } from '../../../protocol/preprocessing.ts';
import { node, valueInfo } from '../proto/build.ts';
import {
  ELEMENT_TYPE,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../proto/onnx-proto.ts';
import { bytesIn, IMAGES } from './bytes-in.ts';
import { extractSubgraph } from './extract-subgraph.ts';
import type { PreparedGraph } from './prepare-graph.ts';
import { prefixNames } from './rename-tensors.ts';
import { vectorsOut } from './vectors-out.ts';

/** Before every name of the user's model, so that no name of ours can clash with one of theirs. */
export const BACKBONE_PREFIX = 'backbone/';
export const EARLY = 'early';

export interface ProgramParts {
  readonly graph: PreparedGraph;
  readonly inspection: ModelInspection;
  readonly preprocessing: Preprocessing;
}

/** `images` uint8 [N, H, W, 3] to `features` float32 [N, D] and, where there are any, `logits`. */
export function assembleEmbed({ graph, inspection, preprocessing }: ProgramParts): ModelProto {
  const entry = bytesIn(inspection.input, preprocessing, BACKBONE_PREFIX + inspection.input.name);
  return joined(graph.model, {
    inputs: [imagesInput({ graph, inspection, preprocessing })],
    entry: entry.nodes,
    constants: entry.initializers,
    cutAt: inspection.input.name,
    ...vectorOutputs(graph, inspection),
  });
}

/** `images` to `early` float32: the tensor at the cut. */
export function assembleEarly(
  { graph, inspection, preprocessing }: ProgramParts,
  cut: { readonly name: string; readonly shape: readonly number[] },
): ModelProto {
  const entry = bytesIn(inspection.input, preprocessing, BACKBONE_PREFIX + inspection.input.name);
  const toFloat = { to: { int: ELEMENT_TYPE.float32 } };
  return joined(graph.model, {
    inputs: [imagesInput({ graph, inspection, preprocessing })],
    entry: entry.nodes,
    constants: entry.initializers,
    cutAt: inspection.input.name,
    targets: [cut.name],
    exit: [node('Cast', [BACKBONE_PREFIX + cut.name], [EARLY], toFloat)],
    outputs: [valueInfo(EARLY, ELEMENT_TYPE.float32, [batchOf(graph), ...cut.shape.slice(1)])],
  });
}

/**
 * `early` float32 to `features` and `logits`: the rest of the network.
 * @param behind the model with shapes taken from the cut, see `bypassShapes`
 */
export function assembleTail(
  { graph, inspection }: Pick<ProgramParts, 'graph' | 'inspection'>,
  behind: ModelProto,
  cut: { readonly name: string; readonly shape: readonly number[]; readonly elementType: number },
): ModelProto {
  const target = BACKBONE_PREFIX + cut.name;
  const entry = node('Cast', [EARLY], [target], { to: { int: cut.elementType } });
  const dims = [batchOf(graph), ...cut.shape.slice(1)];
  return joined(behind, {
    inputs: [valueInfo(EARLY, ELEMENT_TYPE.float32, dims)],
    entry: [entry],
    constants: [],
    cutAt: cut.name,
    ...vectorOutputs(graph, inspection),
  });
}

function vectorOutputs(
  { dims, staticBatch }: PreparedGraph,
  { features, logits, classes }: ModelInspection,
): { targets: string[]; exit: NodeProto[]; outputs: ValueInfoProto[] } {
  const wanted = [{ name: features.name, size: features.size, output: 'features' }];
  if (logits !== null) wanted.push({ name: logits, size: classes ?? 0, output: 'logits' });
  return {
    targets: wanted.map(({ name }) => name),
    exit: wanted.flatMap(({ name, size, output }) =>
      vectorsOut(BACKBONE_PREFIX + name, dims.get(name) ?? [], size, output),
    ),
    outputs: wanted.map(({ size, output }) =>
      valueInfo(output, ELEMENT_TYPE.float32, [staticBatch ?? 'N', size]),
    ),
  };
}

function joined(
  model: ModelProto,
  parts: {
    readonly inputs: readonly ValueInfoProto[];
    readonly entry: readonly NodeProto[];
    readonly constants: readonly TensorProto[];
    readonly cutAt: string;
    readonly targets: readonly string[];
    readonly exit: readonly NodeProto[];
    readonly outputs: readonly ValueInfoProto[];
  },
): ModelProto {
  const middle = extractSubgraph(
    model,
    [{ name: parts.cutAt }],
    parts.targets.map((name) => ({ name })),
  );
  const renamed = prefixNames(middle, BACKBONE_PREFIX);
  const { docString: _, ...rest } = renamed;
  return {
    ...rest,
    producerName: 'grood',
    graph: {
      name: 'grood',
      node: [...parts.entry, ...renamed.graph.node, ...parts.exit],
      initializer: [...parts.constants, ...renamed.graph.initializer],
      input: [...parts.inputs],
      output: [...parts.outputs],
      valueInfo: [],
    },
  };
}

function imagesInput({ graph, preprocessing }: ProgramParts): ValueInfoProto {
  const { height, width } = preprocessing;
  return valueInfo(IMAGES, ELEMENT_TYPE.uint8, [batchOf(graph), height, width, 3]);
}

function batchOf({ staticBatch }: PreparedGraph): number | string {
  return staticBatch ?? 'N';
}
