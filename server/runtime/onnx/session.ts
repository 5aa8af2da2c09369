import { InferenceSession } from 'onnxruntime-node';
import { failed, ok, type Result } from '../../protocol/failure.ts';

export interface SessionOptions {
  /** Threads inside an operator; default 1: the most images per CPU second. */
  readonly threads?: number;
  /** What the model is called in a message; default: its path, or `the model`. */
  readonly name?: string;
  /** Off only to look at a graph as it is written. */
  readonly optimise?: boolean;
}

/**
 * Opens a model for the CPU. Sessions block the event loop while they open and while they run.
 * @param model the file's bytes, or a path (weights in a second file are found beside it)
 */
export async function openSession(
  model: Uint8Array | string,
  options: SessionOptions = {},
): Promise<Result<InferenceSession>> {
  const name = options.name ?? (typeof model === 'string' ? model : 'the model');
  try {
    const settings = sessionSettings(options);
    // The two overloads do not take a union.
    const session =
      typeof model === 'string'
        ? await InferenceSession.create(model, settings)
        : await InferenceSession.create(model, settings);
    return ok(session);
  } catch (error) {
    return sessionFailure(name, error);
  }
}

function sessionSettings(options: SessionOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: options.threads ?? 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: options.optimise === false ? 'disabled' : 'all',
    logSeverityLevel: 3,
    // Waiting threads would otherwise spin and take the processor from the decoder.
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  };
}

const UNSUPPORTED =
  /No Op registered for (\w+)|for (\w+)\(\d+\) node|(\w+)\(\d+\).*not a reg|NOT_IMPLEMENTED/;

function sessionFailure(name: string, error: unknown): Result<never> {
  const detail = error instanceof Error ? error.message : String(error);
  const match = UNSUPPORTED.exec(detail);
  if (match !== null) {
    const operator = match.slice(1).find((name) => name !== undefined);
    const which = operator === undefined ? 'an operator' : `the operator ${operator}`;
    return failed(
      'model-unusable',
      `${name} uses ${which} that ONNX Runtime does not have.`,
      'Export the model with standard ONNX operators (opset 17 or so), then try again.',
      detail,
    );
  }
  if (/opset|IR version|ir_version/i.test(detail)) {
    return failed(
      'model-unusable',
      `${name} is written in a newer version of ONNX than this ONNX Runtime reads.`,
      'Export the model again with opset 21 or lower.',
      detail,
    );
  }
  if (/File doesn't exist|No such file|NO_SUCHFILE/i.test(detail)) {
    return failed('model-unusable', `${name} is not there.`, 'Check the path.', detail);
  }
  return failed(
    'model-unusable',
    `${name} is no ONNX model that ONNX Runtime can open.`,
    'Check that the file is complete and is an ONNX export.',
    detail,
  );
}
