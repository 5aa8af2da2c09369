import type { GraphIndex } from '../graph/graph-index.ts';
import type { NodeProto } from '../proto/onnx-proto.ts';

/** What stands at the end of a model. */
export type ModelEnd = ClassifierEnd | { readonly kind: 'extractor'; readonly features: string };

export interface ClassifierEnd {
  readonly kind: 'classifier';
  /** Before any softmax. */
  readonly logits: string;
  readonly features: string;
  /** The Gemm, MatMul or Conv that holds the class weights. */
  readonly head: NodeProto;
  /** Added after a MatMul, where there is one. */
  readonly bias: string | null;
}

const PASSED_THROUGH: ReadonlySet<string> = new Set([
  'Identity',
  'Cast',
  'QuantizeLinear',
  'DequantizeLinear',
  'Dropout',
  'Flatten',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
]);
const PROBABILITIES: ReadonlySet<string> = new Set(['Softmax', 'LogSoftmax', 'Sigmoid']);
const POOLINGS: ReadonlySet<string> = new Set(['GlobalAveragePool', 'ReduceMean', 'AveragePool']);
const FEATURE_NAME = /embed|feature|pooler|hidden|represent/i;

/**
 * Walks back from an output over operators that do not mix values to the layer with the class
 * weights; its input is the penultimate tensor. Where the walk meets anything else (a pooling, a
 * tanh, a normalisation), the output itself is the features.
 * @param data tensors that depend on the image's values
 */
export function findEnd(index: GraphIndex, data: ReadonlySet<string>, output: string): ModelEnd {
  const extractor: ModelEnd = { kind: 'extractor', features: output };
  let logits = output;
  let isProbability = false;
  let bias: string | null = null;
  let name = output;
  for (let node = index.producers.get(name); node !== undefined; node = index.producers.get(name)) {
    const features = node.input.find((input) => data.has(input));
    if (features === undefined) return extractor;
    const constants = node.input.filter((input) => input !== '' && !data.has(input));
    if (PROBABILITIES.has(node.opType)) {
      logits = features;
      isProbability = true;
      bias = null;
    } else if (isHead(node, features)) {
      if (!isProbability && FEATURE_NAME.test(output)) return extractor;
      return { kind: 'classifier', logits, features, head: node, bias };
    } else if (isProbability && POOLINGS.has(node.opType)) {
      const head = headBeforePooling(index, data, features);
      return head === null ? extractor : { kind: 'classifier', logits, ...head, bias: null };
    } else if (node.opType === 'Add' && constants.length === 1) {
      bias = constants[0] ?? null;
    } else if (!PASSED_THROUGH.has(node.opType) && !isScaling(node, constants)) {
      return extractor;
    }
    name = features;
  }
  return extractor;
}

function isHead(node: NodeProto, features: string): boolean {
  return ['Gemm', 'MatMul', 'Conv'].includes(node.opType) && node.input[0] === features;
}

function isScaling(node: NodeProto, constants: readonly string[]): boolean {
  return (node.opType === 'Mul' || node.opType === 'Div') && constants.length === 1;
}

/** Fully convolutional classifiers (SqueezeNet) weigh classes first and pool then. */
function headBeforePooling(
  index: GraphIndex,
  data: ReadonlySet<string>,
  pooled: string,
): { features: string; head: NodeProto } | null {
  let node = index.producers.get(pooled);
  if (node?.opType === 'Relu') node = index.producers.get(node.input[0] ?? '');
  const features = node?.input[0] ?? '';
  return node?.opType === 'Conv' && data.has(features) ? { features, head: node } : null;
}
