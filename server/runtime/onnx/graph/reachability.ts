import type { NodeProto } from '../proto/onnx-proto.ts';
import { type GraphIndex, inputsOf } from './graph-index.ts';

/** Operators whose result says something of a tensor's shape and nothing of its values. */
const SHAPE_OPERATORS: ReadonlySet<string> = new Set(['Shape', 'Size']);

export function isShapeOperator(node: NodeProto): boolean {
  return SHAPE_OPERATORS.has(node.opType);
}

/** Tensors whose values depend on the values of `source`, itself included. */
export function dataTensors(index: GraphIndex, source: string): Set<string> {
  const data = new Set([source]);
  for (const node of index.order) {
    if (isShapeOperator(node)) continue;
    for (const name of inputsOf(node)) {
      if (!data.has(name)) continue;
      for (const output of node.output) if (output !== '') data.add(output);
      break;
    }
  }
  return data;
}

/** Nodes needed to compute `targets` when the tensors in `given` are at hand. */
export function ancestors(
  index: GraphIndex,
  targets: readonly string[],
  given: ReadonlySet<string> = new Set(),
): Set<NodeProto> {
  const needed = new Set<NodeProto>();
  const pending = targets.filter((name) => !given.has(name));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const producer = index.producers.get(name);
    if (producer === undefined || needed.has(producer)) continue;
    needed.add(producer);
    for (const input of inputsOf(producer)) if (!given.has(input)) pending.push(input);
  }
  return needed;
}
