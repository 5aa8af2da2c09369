import { int64s, node as makeNode } from '../proto/build.ts';
import type { ModelProto, NodeProto, TensorProto } from '../proto/onnx-proto.ts';
import { intOf } from './attributes.ts';
import { indexGraph } from './graph-index.ts';
import { ancestors, dataTensors, isShapeOperator } from './reachability.ts';

/**
 * Makes the part of a model behind a cut independent of tensors before it. Exporters take the batch
 * size from the image itself (a Shape of the input), also far behind; there it is taken from the
 * cut instead, and the other dimensions, which do not depend on the batch, are written in.
 */
export async function bypassShapes(
  model: ModelProto,
  options: {
    readonly input: string;
    readonly cut: string;
    readonly targets: readonly string[];
    /** Shapes for one image of the tensors asked for. */
    readonly measure: (names: readonly string[]) => Promise<ReadonlyMap<string, readonly number[]>>;
  },
): Promise<ModelProto> {
  const { input, cut, targets } = options;
  const index = indexGraph(model.graph);
  const data = dataTensors(index, input);
  const given = new Set([cut]);
  const behind = dataTensors(index, cut);
  const needed = ancestors(index, targets, given);
  const strays = [...needed].filter((node) => {
    const [source = ''] = node.input;
    return isShapeOperator(node) && data.has(source) && !behind.has(source);
  });
  if (strays.length === 0) return model;
  const shapes = await options.measure([...new Set(strays.map((node) => node.input[0] ?? ''))]);
  const added: TensorProto[] = [];
  const replaced = new Map(
    strays.map((node, i) => {
      const dims = shapes.get(node.input[0] ?? '') ?? [];
      return [node, batchShape(node, dims, { cut, prefix: `grood/shape/${i}`, added })] as const;
    }),
  );
  const node = model.graph.node.flatMap((each) => replaced.get(each) ?? [each]);
  const initializer = [...model.graph.initializer, ...added];
  return { ...model, graph: { ...model.graph, node, initializer } };
}

function batchShape(
  node: NodeProto,
  dims: readonly number[],
  place: { readonly cut: string; readonly prefix: string; readonly added: TensorProto[] },
): NodeProto[] {
  const { cut, prefix, added } = place;
  const batch = makeNode('Shape', [cut], [`${prefix}/n`], { start: { int: 0 }, end: { int: 1 } });
  if (node.opType === 'Size') {
    added.push(int64s(`${prefix}/rest`, [dims.reduce((a, b) => a * b, 1)]));
    added.push(int64s(`${prefix}/scalar`, []));
    return [
      batch,
      makeNode('Mul', [`${prefix}/n`, `${prefix}/rest`], [`${prefix}/size`]),
      makeNode('Reshape', [`${prefix}/size`, `${prefix}/scalar`], node.output),
    ];
  }
  const from = intOf(node, 'start', 0);
  const to = intOf(node, 'end', dims.length);
  const start = Math.min(Math.max(from < 0 ? from + dims.length : from, 0), dims.length);
  const rest = dims.slice(Math.max(start, 1), to < 0 ? to + dims.length : to);
  added.push(int64s(`${prefix}/rest`, rest));
  if (start > 0) return [makeNode('Identity', [`${prefix}/rest`], node.output)];
  return [
    batch,
    makeNode('Concat', [`${prefix}/n`, `${prefix}/rest`], node.output, { axis: { int: 0 } }),
  ];
}
