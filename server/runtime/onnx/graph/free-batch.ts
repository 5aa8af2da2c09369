import { int64s, node as makeNode } from '../proto/build.ts';
import type { ModelProto, NodeProto, TensorProto } from '../proto/onnx-proto.ts';
import { intOf } from './attributes.ts';
import { type GraphIndex, indexGraph } from './graph-index.ts';
import { dataTensors } from './reachability.ts';
import { storedValues } from './tensor-values.ts';

/**
 * An attempt to free the batch size of a model exported for one image: constant target shapes of
 * the data's Reshapes let their first dimension follow, and constants that are concatenated with
 * data (class tokens) are repeated for the batch. Whether it holds must be tried by a run.
 */
export function freeBatch(model: ModelProto, input: string): ModelProto {
  const index = indexGraph(model.graph);
  const data = dataTensors(index, input);
  const added: TensorProto[] = [];
  const node = model.graph.node.flatMap((each) => {
    if (each.opType === 'Reshape' && data.has(each.input[0] ?? '')) {
      return [freeReshape(each, index, added)];
    }
    return each.opType === 'Concat' ? freeConcat(each, data, added) : [each];
  });
  const initializer = [...model.graph.initializer, ...added];
  return { ...model, graph: { ...model.graph, node, initializer, valueInfo: [] } };
}

function freeReshape(node: NodeProto, index: GraphIndex, added: TensorProto[]): NodeProto {
  const shape = storedValues(index, node.input[1] ?? '');
  if (shape === null || shape.length === 0 || (shape[0] ?? 0) < 1) return node;
  const isInferred = shape.includes(-1);
  // 0 copies the input's dimension, which is right where the batch stays in front.
  const first = isInferred ? 0 : -1;
  const name = `grood/batch/${added.length}`;
  added.push(int64s(name, [first, ...shape.slice(1)]));
  const attribute = isInferred
    ? node.attribute.filter((each) => each.name !== 'allowzero')
    : node.attribute;
  return { ...node, input: [node.input[0] ?? '', name], attribute };
}

function freeConcat(node: NodeProto, data: ReadonlySet<string>, added: TensorProto[]): NodeProto[] {
  const like = node.input.find((name) => data.has(name));
  const fixed = node.input.filter((name) => !data.has(name));
  if (like === undefined || fixed.length === 0 || intOf(node, 'axis', 0) === 0) return [node];
  const prefix = `grood/batch/${added.length}`;
  added.push(int64s(`${prefix}/one`, [1]));
  const before: NodeProto[] = [
    makeNode('Shape', [like], [`${prefix}/n`], { start: { int: 0 }, end: { int: 1 } }),
  ];
  const renamed = new Map<string, string>();
  for (const [i, name] of fixed.entries()) {
    // The shape [N, 1, 1, ...] repeats the constant along the batch and leaves the rest.
    const [rank, rest, ones, shape] = ['rank', 'rest', 'ones', 'shape'].map(
      (part) => `${prefix}/${i}/${part}`,
    ) as [string, string, string, string];
    renamed.set(name, `${prefix}/${i}`);
    before.push(
      makeNode('Shape', [name], [rest], { start: { int: 1 } }),
      makeNode('Shape', [rest], [rank]),
      makeNode('Expand', [`${prefix}/one`, rank], [ones]),
      makeNode('Concat', [`${prefix}/n`, ones], [shape], { axis: { int: 0 } }),
      makeNode('Expand', [name, shape], [`${prefix}/${i}`]),
    );
  }
  return [...before, { ...node, input: node.input.map((name) => renamed.get(name) ?? name) }];
}
