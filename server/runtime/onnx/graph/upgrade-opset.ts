import { failed, ok, type Result } from '../../../protocol/failure.ts';
import { int64s, tensor } from '../proto/build.ts';
import type { AttributeProto, ModelProto, NodeProto, TensorProto } from '../proto/onnx-proto.ts';
import { isDefaultDomain, opsetOf } from './graph-index.ts';
import { CONVERSIONS, type Conversion } from './opset-conversions.ts';

/** The oldest opset that the detector's own operators need. */
export const OPSET_NEEDED = 17;
const OPSET_MIN = 7;
const IR_NEEDED = 8;

/**
 * A copy of the model at opset 17, or the model itself where it is at that opset or a later one.
 * Operators that changed in between are rewritten; callers compare the values of both.
 */
export function upgradeOpset(model: ModelProto, modelPath: string): Result<ModelProto> {
  const from = opsetOf(model);
  if (from >= OPSET_NEEDED) return ok(model);
  if (from < OPSET_MIN) {
    return failed(
      'model-unusable',
      `${modelPath} is written for ONNX opset ${from}, which is too old.`,
      `Export it again for opset ${OPSET_NEEDED}.`,
    );
  }
  const added: TensorProto[] = [];
  const conversion = conversionInto(added);
  const node = model.graph.node.flatMap((each) => convertNode(each, from, conversion));
  const others = model.opsetImport.filter(
    ({ domain }) => (domain ?? '') !== '' && domain !== 'ai.onnx',
  );
  return ok({
    ...model,
    irVersion: Math.max(model.irVersion ?? 0, IR_NEEDED),
    opsetImport: [{ domain: '', version: OPSET_NEEDED }, ...others],
    graph: { ...model.graph, node, initializer: [...model.graph.initializer, ...added] },
  });
}

function conversionInto(added: TensorProto[]): Conversion {
  let count = 0;
  const fresh = (hint: string): string => `grood/upgrade/${hint}-${count++}`;
  const add = (stored: TensorProto): string => {
    added.push(stored);
    return stored.name ?? '';
  };
  return {
    fresh,
    ints: (values) => add(int64s(fresh('ints'), values)),
    floats: (values, isScalar) =>
      add(tensor(fresh('floats'), isScalar ? [] : [values.length], Float32Array.from(values))),
  };
}

function convertNode(node: NodeProto, from: number, conversion: Conversion): NodeProto[] {
  const nested = convertNested(node, from, conversion);
  const entry = isDefaultDomain(node) ? CONVERSIONS.get(node.opType) : undefined;
  return entry === undefined || from >= entry.before ? [nested] : entry.convert(nested, conversion);
}

function convertNested(node: NodeProto, from: number, conversion: Conversion): NodeProto {
  if (!node.attribute.some(({ g }) => g !== undefined)) return node;
  const attribute = node.attribute.map((each): AttributeProto => {
    if (each.g === undefined) return each;
    const nodes = each.g.node.flatMap((inner) => convertNode(inner, from, conversion));
    return { ...each, g: { ...each.g, node: nodes } };
  });
  return { ...node, attribute };
}
