import { type GraphIndex, inputsOf } from '../graph/graph-index.ts';
import { ancestors, isShapeOperator } from '../graph/reachability.ts';
import type { NodeProto } from '../proto/onnx-proto.ts';

export interface CandidateCut {
  readonly name: string;
  /** Share of the weighted layers at or before the tensor, 0..1. */
  readonly depth: number;
  /** It ends a block: a sum or concatenation of branches, or an activation right behind one. */
  readonly isBlockEnd: boolean;
}

const LAYERS: ReadonlySet<string> = new Set(['Conv', 'MatMul', 'Gemm', 'QLinearConv', 'FusedConv']);
const JOINS: ReadonlySet<string> = new Set(['Add', 'Concat', 'Sum']);
const KEEPS_BLOCK_END: ReadonlySet<string> = new Set(['Relu', 'Clip', 'DequantizeLinear']);

/**
 * Tensors that every data path from the input to the features passes through, in order. In any
 * topological order, a tensor is such a dominator exactly if at some point it is the only live one:
 * a bypassing edge would be live beside it. Paths that carry only shapes do not count.
 */
export function findCuts(
  index: GraphIndex,
  data: ReadonlySet<string>,
  input: string,
  features: string,
): CandidateCut[] {
  const needed = ancestors(index, [features], new Set([input]));
  const path = index.order.filter(
    (node) => needed.has(node) && !isShapeOperator(node) && dataInputs(node, data).length > 0,
  );
  const total = path.filter(isLayer).length;
  const readers = new Map<string, number>([[features, 1]]);
  for (const node of path) {
    for (const name of dataInputs(node, data)) readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  const live = new Set([input]);
  const blockEnds = new Set<string>();
  const cuts: CandidateCut[] = [];
  let layers = 0;
  for (const node of path) {
    for (const name of dataInputs(node, data)) {
      const left = (readers.get(name) ?? 0) - 1;
      readers.set(name, left);
      if (left === 0) live.delete(name);
    }
    for (const name of node.output) if (readers.has(name)) live.add(name);
    if (isLayer(node)) layers++;
    if (endsBlock(node, data, blockEnds)) for (const name of node.output) blockEnds.add(name);
    const [name] = live;
    if (live.size !== 1 || name === undefined || name === features || layers === 0) continue;
    if (node.opType === 'QuantizeLinear') continue;
    cuts.push({ name, depth: layers / total, isBlockEnd: blockEnds.has(name) });
  }
  return cuts;
}

function dataInputs(node: NodeProto, data: ReadonlySet<string>): string[] {
  return [...inputsOf(node)].filter((name) => data.has(name));
}

function isLayer(node: NodeProto): boolean {
  return LAYERS.has(node.opType);
}

function endsBlock(
  node: NodeProto,
  data: ReadonlySet<string>,
  blockEnds: ReadonlySet<string>,
): boolean {
  const inputs = dataInputs(node, data);
  if (JOINS.has(node.opType)) return inputs.length > 1;
  return KEEPS_BLOCK_END.has(node.opType) && inputs.some((name) => blockEnds.has(name));
}
