import type { ModelProto, ValueInfoProto } from '../proto/onnx-proto.ts';
import { type GraphIndex, indexGraph, inputsOf } from './graph-index.ts';
import { ancestors } from './reachability.ts';

/**
 * The part of a model between tensors: what `outputs` need, cut off at `inputs`. The model is not
 * changed; nodes and weights are shared with it.
 */
export function extractSubgraph(
  model: ModelProto,
  inputs: readonly ValueInfoProto[],
  outputs: readonly ValueInfoProto[],
  index: GraphIndex = indexGraph(model.graph),
): ModelProto {
  const given = new Set(inputs.map(({ name }) => name));
  const targets = outputs.map(({ name }) => name);
  const needed = ancestors(index, targets, given);
  const node = index.order.filter((each) => needed.has(each));
  const used = new Set(targets);
  for (const each of node) for (const name of inputsOf(each)) used.add(name);
  const initializer = model.graph.initializer.filter(
    ({ name }) => name !== undefined && used.has(name) && !given.has(name),
  );
  const { name = 'graph' } = model.graph;
  return {
    ...model,
    graph: { name, node, initializer, input: [...inputs], output: [...outputs], valueInfo: [] },
  };
}
