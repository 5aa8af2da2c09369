import { ok, type Result } from '../protocol/failure.ts';
import { runPacked } from '../runtime/onnx/run-packed.ts';
import { openSession } from '../runtime/onnx/session.ts';
import type { Model } from './engine-parts.ts';
import type { ProgramRequest } from './messages.ts';

/** An ONNX Runtime session as the engine runs it. */
export async function openModel(request: ProgramRequest, threads: number): Promise<Result<Model>> {
  const opened = await openSession(request.model, { threads, name: request.name });
  if (!opened.ok) return opened;
  const session = opened.value;
  const [first] = session.inputMetadata;
  const batch = first?.isTensor === true ? first.shape[0] : undefined;
  return ok({
    inputs: session.inputNames,
    outputs: session.outputNames,
    fixedBatch: typeof batch === 'number' ? batch : null,
    run: (inputs) => runPacked(session, inputs),
    release: () => session.release(),
  });
}
