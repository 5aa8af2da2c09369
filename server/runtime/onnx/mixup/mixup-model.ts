/**
 * Mix-up when scoring, inside one graph (grood.md, "Mix-up when scoring"): the image runs as usual,
 * then its early activation is mixed with an early prototype and the rest of the network runs a
 * second time. Everything that does not depend on the cut is shared by the two passes.
 */
import { BACKBONE_PREFIX } from '../graph/assemble-program.ts';
import { indexGraph } from '../graph/graph-index.ts';
import { dataTensors } from '../graph/reachability.ts';
import { floatScalar, int64s, node, tensor, valueInfo } from '../proto/build.ts';
import type { ModelProto, NodeProto, TensorProto } from '../proto/onnx-proto.ts';
import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';

export const MIXED_FEATURES = 'mixed_features';
const SECOND_PASS = 'mixed/';
const OWN = 'mixup/';

export interface EarlyPrototypes {
  /** Shape of one early activation, without the batch. */
  readonly shape: readonly number[];
  /** [count, ...shape]: one for the target `ood`, else one a class. */
  readonly data: Float32Array;
}

/** How an image's second-ranked class is found. */
export type Ranking =
  /** By the model's logits; for each class, the logit that belongs to it. */
  | { readonly by: 'logits'; readonly logitOfClass: readonly number[] }
  /** By the distance of raw features to class means [K, D]. */
  | { readonly by: 'features'; readonly classMeans: Float32Array; readonly dimension: number };

export interface Mixup {
  /** Tensor of the user's model to mix at. */
  readonly cut: string;
  /** Share of the image, 0..1; the prototype has the rest. */
  readonly lambda: number;
  readonly prototypes: EarlyPrototypes;
  /** Null: all images are mixed with the one (OOD) prototype. */
  readonly ranking: Ranking | null;
}

/**
 * Adds the second pass to an embed program, as one more output `mixed_features` [N, D].
 * @param embed as `embedModel` makes it
 * @param cutType ONNX element type of the tensor at the cut
 */
export function withMixup(embed: ModelProto, mixup: Mixup, cutType: number): ModelProto {
  const cut = BACKBONE_PREFIX + mixup.cut;
  const { graph } = embed;
  const index = indexGraph(graph);
  const downstream = dataTensors(index, cut);
  const mixing = mixingNodes(mixup, cut, cutType);
  const second = index.order.filter((each) =>
    each.output.some((name) => name !== cut && downstream.has(name)),
  );
  const copies = second.map(
    (each): NodeProto => ({
      ...each,
      name: SECOND_PASS + (each.name ?? ''),
      input: each.input.map((name) => (downstream.has(name) ? SECOND_PASS + name : name)),
      output: each.output.map((name) => (name === '' ? name : SECOND_PASS + name)),
    }),
  );
  const result = node('Identity', [`${SECOND_PASS}features`], [MIXED_FEATURES]);
  const plain = graph.output.find(({ name }) => name === 'features');
  const features = plain?.type?.tensorType?.shape?.dim ?? [];
  const dims = features.map(({ dimValue, dimParam }) => dimValue ?? dimParam ?? null);
  return {
    ...embed,
    graph: {
      ...graph,
      node: [...index.order, ...mixing.nodes, ...copies, result],
      initializer: [...graph.initializer, ...mixing.constants],
      output: [...graph.output, valueInfo(MIXED_FEATURES, ELEMENT_TYPE.float32, dims)],
    },
  };
}

interface Part {
  readonly nodes: NodeProto[];
  readonly constants: TensorProto[];
}

/** lambda e(x) + (1 - lambda) e_target, under the name that the second pass reads. */
function mixingNodes(mixup: Mixup, cut: string, cutType: number): Part {
  const { lambda, prototypes } = mixup;
  const count = prototypes.data.length / prototypes.shape.reduce((a, b) => a * b, 1);
  const scaled = prototypes.data.map((value) => (1 - lambda) * value);
  const table = tensor(`${OWN}prototypes`, [count, ...prototypes.shape], scaled);
  const chosen = mixup.ranking === null ? null : runnerUp(mixup.ranking);
  const target =
    chosen === null
      ? { nodes: [], name: `${OWN}prototypes`, constants: [] }
      : {
          nodes: [
            ...chosen.nodes,
            node('Gather', [`${OWN}prototypes`, `${OWN}runner_up`], [`${OWN}target`]),
          ],
          name: `${OWN}target`,
          constants: chosen.constants,
        };
  return {
    nodes: [
      ...target.nodes,
      node('Cast', [cut], [`${OWN}early`], { to: { int: ELEMENT_TYPE.float32 } }),
      node('Mul', [`${OWN}early`, `${OWN}lambda`], [`${OWN}share`]),
      node('Add', [`${OWN}share`, target.name], [`${OWN}sum`]),
      node('Cast', [`${OWN}sum`], [SECOND_PASS + cut], { to: { int: cutType } }),
    ],
    constants: [table, floatScalar(`${OWN}lambda`, lambda), ...target.constants],
  };
}

/** `mixup/runner_up` int64 [N]: the class ranked second. */
function runnerUp(ranking: Ranking): Part {
  const order = ranking.by === 'logits' ? logitOrder(ranking) : meanOrder(ranking);
  return {
    nodes: [
      ...order.nodes,
      node('TopK', [`${OWN}rank`, `${OWN}two`], [`${OWN}best`, `${OWN}best_rows`]),
      node('Gather', [`${OWN}best_rows`, `${OWN}second`], [`${OWN}runner_up`], {
        axis: { int: 1 },
      }),
    ],
    constants: [
      ...order.constants,
      int64s(`${OWN}two`, [2]),
      tensor(`${OWN}second`, [], BigInt64Array.of(1n)),
    ],
  };
}

function logitOrder(ranking: Extract<Ranking, { by: 'logits' }>): Part {
  return {
    nodes: [
      node('Gather', ['logits', `${OWN}logit_of_class`], [`${OWN}rank`], { axis: { int: 1 } }),
    ],
    constants: [int64s(`${OWN}logit_of_class`, ranking.logitOfClass)],
  };
}

/** The nearest mean has the largest h.p - ||p||^2 / 2. */
function meanOrder({ classMeans, dimension }: Extract<Ranking, { by: 'features' }>): Part {
  const count = classMeans.length / dimension;
  const halves = Float32Array.from({ length: count }, (_, k) => {
    const row = classMeans.subarray(k * dimension, (k + 1) * dimension);
    return row.reduce((sum, x) => sum + x * x, 0) / 2;
  });
  return {
    nodes: [
      node('Gemm', ['features', `${OWN}means`, `${OWN}halves`], [`${OWN}rank`], {
        transB: { int: 1 },
        beta: { float: -1 },
      }),
    ],
    constants: [
      tensor(`${OWN}means`, [count, dimension], classMeans),
      tensor(`${OWN}halves`, [count], halves),
    ],
  };
}
