import type { GraphProto, ModelProto, NodeProto, TensorProto } from '../proto/onnx-proto.ts';

/** Look-ups over one graph; computed once, valid while the graph is not edited. */
export interface GraphIndex {
  readonly graph: GraphProto;
  /** By name of a tensor, the node that makes it. */
  readonly producers: ReadonlyMap<string, NodeProto>;
  /** By name of a tensor, the nodes that read it (also from inside their nested graphs). */
  readonly consumers: ReadonlyMap<string, readonly NodeProto[]>;
  readonly initializers: ReadonlyMap<string, TensorProto>;
  /** Graph inputs that are no initializers (old files list those too). */
  readonly inputs: readonly string[];
  /** Nodes in an order in which every input is made before it is read. */
  readonly order: readonly NodeProto[];
}

export function indexGraph(graph: GraphProto): GraphIndex {
  const producers = new Map<string, NodeProto>();
  const consumers = new Map<string, NodeProto[]>();
  for (const node of graph.node) {
    for (const name of node.output) if (name !== '') producers.set(name, node);
    for (const name of inputsOf(node)) {
      const readers = consumers.get(name);
      if (readers === undefined) consumers.set(name, [node]);
      else readers.push(node);
    }
  }
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name ?? '', tensor]));
  const inputs = graph.input.map(({ name }) => name).filter((name) => !initializers.has(name));
  const order = topologicalOrder(graph.node, producers);
  return { graph, producers, consumers, initializers, inputs, order };
}

/** Names a node reads, each once, with what its nested graphs take from outside. */
export function inputsOf(node: NodeProto): Set<string> {
  const names = new Set(node.input.filter((name) => name !== ''));
  for (const { g, graphs } of node.attribute) {
    for (const nested of [...(g === undefined ? [] : [g]), ...(graphs ?? [])]) {
      for (const inner of nested.node) for (const name of inputsOf(inner)) names.add(name);
      for (const { name } of nested.output) names.add(name);
    }
  }
  return names;
}

/** Files must be sorted by the specification, but not all are. */
function topologicalOrder(
  nodes: readonly NodeProto[],
  producers: ReadonlyMap<string, NodeProto>,
): NodeProto[] {
  const order: NodeProto[] = [];
  const seen = new Set<NodeProto>();
  for (const root of nodes) {
    const stack: { node: NodeProto; ready: boolean }[] = [{ node: root, ready: false }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top.ready) order.push(top.node);
      if (top.ready || seen.has(top.node)) continue;
      seen.add(top.node);
      stack.push({ node: top.node, ready: true });
      for (const name of inputsOf(top.node)) {
        const producer = producers.get(name);
        if (producer !== undefined && !seen.has(producer)) {
          stack.push({ node: producer, ready: false });
        }
      }
    }
  }
  return order;
}

/** Version of the default operator set. */
export function opsetOf(model: ModelProto): number {
  const entry = model.opsetImport.find(
    ({ domain }) => (domain ?? '') === '' || domain === 'ai.onnx',
  );
  return entry?.version ?? 0;
}

export function isDefaultDomain(node: NodeProto): boolean {
  return (node.domain ?? '') === '' || node.domain === 'ai.onnx';
}
