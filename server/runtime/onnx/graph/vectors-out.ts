import { node } from '../proto/build.ts';
import { ELEMENT_TYPE, type NodeProto } from '../proto/onnx-proto.ts';

/**
 * Nodes that turn a tensor into float32 [N, size] under the name `output`: a vector is flattened, a
 * map is averaged over space and a token sequence over its tokens.
 * @param dims shape for any batch; only the rest after the first dimension is looked at
 */
export function vectorsOut(
  name: string,
  dims: readonly number[],
  size: number,
  output: string,
): NodeProto[] {
  const [, ...rest] = dims;
  const cast = `embed/out/${output}/float`;
  const pooled = `embed/out/${output}/pooled`;
  const toFloat = node('Cast', [name], [cast], { to: { int: ELEMENT_TYPE.float32 } });
  const flatten = (from: string): NodeProto =>
    node('Flatten', [from], [output], { axis: { int: 1 } });
  if (rest.reduce((a, b) => a * b, 1) === size) return [toFloat, flatten(cast)];
  const isFirst = rest.length > 1 && rest[0] === size && rest.length !== 2;
  if (isFirst) return [toFloat, node('GlobalAveragePool', [cast], [pooled]), flatten(pooled)];
  const moved = `embed/out/${output}/moved`;
  const perm = [0, rest.length, ...rest.slice(0, -1).map((_, i) => i + 1)];
  return [
    toFloat,
    node('Transpose', [cast], [moved], { perm: { ints: perm } }),
    node('GlobalAveragePool', [moved], [pooled]),
    flatten(pooled),
  ];
}
