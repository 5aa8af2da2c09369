import { classifierHead } from '../../runtime/onnx/inspect/classifier-head.ts';
import { tensor } from '../../runtime/onnx/proto/build.ts';
import type { ModelProto } from '../../runtime/onnx/proto/onnx-proto.ts';
import type { PreparedBackbone } from '../prepare-backbone.ts';
import type { ClassMatch } from './match-classes.ts';

const WEIGHT = 'class_head/weight';
const BIAS = 'class_head/bias';

/** Puts the model's last layer beside the head, for the methods that GROOD is compared with. */
export async function withClassHead(
  model: ModelProto,
  backbone: PreparedBackbone,
  match: ClassMatch | null,
): Promise<{
  readonly model: ModelProto;
  readonly names: { readonly weight: string; readonly bias: string } | null;
}> {
  const head =
    match === null ? null : await classifierHead(backbone.modelPath, backbone.inspection);
  if (head === null) return { model, names: null };
  const { weight, bias } = head;
  const added = [
    tensor(WEIGHT, [bias.length, weight.length / bias.length], weight),
    tensor(BIAS, [bias.length], bias),
  ];
  const initializer = [...model.graph.initializer, ...added];
  return {
    model: { ...model, graph: { ...model.graph, initializer } },
    names: { weight: WEIGHT, bias: BIAS },
  };
}
