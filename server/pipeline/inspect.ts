import type { Result } from '../protocol/failure.ts';
import type { ModelInspection } from '../protocol/inspection.ts';
import { inspectModel } from '../runtime/onnx/inspect/inspect-model.ts';

/** Looks at a model: input, classes, features, cuts. The file is only read. */
export function inspect(modelPath: string): Promise<Result<ModelInspection>> {
  return inspectModel(modelPath);
}
