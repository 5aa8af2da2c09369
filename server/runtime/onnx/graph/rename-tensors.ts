import type { AttributeProto, GraphProto, ModelProto, NodeProto } from '../proto/onnx-proto.ts';

/** A copy of a model in which every tensor and node is called `prefix` + its name. */
export function prefixNames(model: ModelProto, prefix: string): ModelProto {
  return { ...model, graph: prefixGraph(model.graph, prefix) };
}

function prefixGraph(graph: GraphProto, prefix: string): GraphProto {
  const rename = (name: string | undefined): string => (name ? prefix + name : '');
  const renameInfo = <T extends { name?: string }>(info: T): T => ({
    ...info,
    name: rename(info.name),
  });
  return {
    name: rename(graph.name) || 'graph',
    node: graph.node.map((node) => prefixNode(node, prefix, rename)),
    initializer: graph.initializer.map(renameInfo),
    input: graph.input.map(renameInfo),
    output: graph.output.map(renameInfo),
    // Stale shapes in it would contradict a changed batch size.
    valueInfo: [],
  };
}

function prefixNode(node: NodeProto, prefix: string, rename: (name: string) => string): NodeProto {
  const attribute = node.attribute.map((each): AttributeProto => {
    if (each.g !== undefined) return { ...each, g: prefixGraph(each.g, prefix) };
    if (!each.graphs?.length) return each;
    return { ...each, graphs: each.graphs.map((graph) => prefixGraph(graph, prefix)) };
  });
  return {
    ...node,
    name: rename(node.name ?? ''),
    input: node.input.map(rename),
    output: node.output.map(rename),
    attribute,
  };
}
