import { InferenceSession } from 'onnxruntime-node';
import { valueInfo } from '../proto/build.ts';
import { ELEMENT_TYPE, encodeModel, type ModelProto } from '../proto/onnx-proto.ts';
import { extractSubgraph } from './extract-subgraph.ts';
import { usesFloat16 } from './prepare-graph.ts';
import { TRIAL_OPTIONS, type TrialInput } from './run-graph.ts';

/** ONNX element type of a tensor inside a model: float16 or float32, as ONNX Runtime infers it. */
export async function elementTypeOfCut(
  model: ModelProto,
  input: TrialInput,
  name: string,
): Promise<number> {
  if (!usesFloat16(model)) return ELEMENT_TYPE.float32;
  const inputs = [valueInfo(input.name, input.elementType, input.dims)];
  const cut = extractSubgraph(model, inputs, [{ name }]);
  const session = await InferenceSession.create(encodeModel(cut), TRIAL_OPTIONS);
  const [output] = session.outputMetadata;
  await session.release();
  const isHalf = output?.isTensor === true && output.type === 'float16';
  return isHalf ? ELEMENT_TYPE.float16 : ELEMENT_TYPE.float32;
}
