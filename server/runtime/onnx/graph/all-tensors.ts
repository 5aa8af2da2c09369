import type { GraphProto, ModelProto, TensorProto } from '../proto/onnx-proto.ts';

/** Every stored tensor of a model: initializers and attributes, also in nested graphs. */
export function* allTensors(model: ModelProto): Generator<TensorProto> {
  yield* graphTensors(model.graph);
}

function* graphTensors(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer;
  for (const node of graph.node) {
    for (const { t, g, tensors, graphs } of node.attribute) {
      if (t !== undefined) yield t;
      if (g !== undefined) yield* graphTensors(g);
      yield* tensors ?? [];
      for (const nested of graphs ?? []) yield* graphTensors(nested);
    }
  }
}
