import protobuf from 'protobufjs/light.js';
import type { AttributeProto, GraphProto, ModelProto, NodeProto } from './model-proto.ts';
import descriptor from './onnx-ml.json' with { type: 'json' };

export type {
  AttributeProto,
  DimensionProto,
  FunctionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  OperatorSetIdProto,
  StringStringEntryProto,
  TensorProto,
  TypeProto,
  ValueInfoProto,
} from './model-proto.ts';
export { ATTRIBUTE_TYPE, ELEMENT_TYPE } from './model-proto.ts';

const modelType: protobuf.Type = protobuf.Root.fromJSON(
  descriptor as protobuf.INamespace,
).lookupType('onnx.ModelProto');

/**
 * Reads a model. Weights are views on `bytes`: keep that buffer unchanged.
 * @throws {Error} if the bytes are no protobuf of this schema; callers turn it into a sentence
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  const message = modelType.decode(bytes);
  const model = modelType.toObject(message, { longs: Number, arrays: true }) as ModelProto;
  if (model.graph === undefined) throw new Error('The file has no graph.');
  return model;
}

/** Writes a model; the counterpart of `decodeModel`. Absent repeated fields count as empty. */
export function encodeModel(model: ModelProto): Uint8Array {
  return modelType.encode(withExtremes(model)).finish();
}

/** 2^63 - 1 rounds up to 2^63 as a number and would be written as -2^63: "to the end" as "from". */
function withExtremes(model: ModelProto): ModelProto {
  return { ...model, graph: graphWithExtremes(model.graph) };
}

function graphWithExtremes(graph: GraphProto): GraphProto {
  return {
    ...graph,
    node: graph.node.map((node) => (needsCare(node) ? nodeWithExtremes(node) : node)),
    initializer: graph.initializer.map((tensor) =>
      tensor.int64Data?.some(isExtreme)
        ? { ...tensor, int64Data: tensor.int64Data.map(clamped) }
        : tensor,
    ),
  };
}

function needsCare(node: NodeProto): boolean {
  return node.attribute.some(
    ({ i, ints, g, t }) =>
      (i !== undefined && isExtreme(i)) || ints?.some(isExtreme) || g || t?.int64Data?.length,
  );
}

function nodeWithExtremes(node: NodeProto): NodeProto {
  return { ...node, attribute: node.attribute.map(attributeWithExtremes) };
}

function attributeWithExtremes(attribute: AttributeProto): AttributeProto {
  const { i, ints, g, t } = attribute;
  return {
    ...attribute,
    ...(i === undefined ? {} : { i: clamped(i) }),
    ...(ints === undefined ? {} : { ints: ints.map(clamped) }),
    ...(g === undefined ? {} : { g: graphWithExtremes(g) }),
    ...(t === undefined ? {} : { t: { ...t, int64Data: (t.int64Data ?? []).map(clamped) } }),
  };
}

function isExtreme(value: number): boolean {
  return value >= 2 ** 63;
}

/** protobufjs writes Long-like objects as they are. */
function clamped(value: number): number {
  if (!isExtreme(value)) return value;
  return { low: -1, high: 0x7fffffff, unsigned: false } as unknown as number;
}
