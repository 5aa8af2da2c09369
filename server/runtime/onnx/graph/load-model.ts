import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, ok, type Result } from '../../../protocol/failure.ts';
import { decodeModel, type ModelProto } from '../proto/onnx-proto.ts';
import { inlineExternalData, type LoadedModel, MODEL_BYTES_MAX } from './external-data.ts';
import { whyNotOnnx } from './file-signature.ts';

/** Reads a model with its external data. Every way a file can be wrong ends in a sentence. */
export async function loadModel(modelPath: string): Promise<Result<LoadedModel>> {
  const bytes = await readModelFile(modelPath);
  if (!bytes.ok) return bytes;
  const why = whyNotOnnx(bytes.value);
  if (why !== null) return unusable(`${modelPath} ${why}.`);
  const model = decoded(bytes.value);
  if (model instanceof Error) {
    return failed(
      'model-unusable',
      `${modelPath} is no ONNX model, or it was cut short.`,
      'Export or download it again; the file must be complete.',
      model.message,
    );
  }
  if (model.graph.node.length === 0) return unusable(`${modelPath} has no operators.`);
  return await inlineExternalData(model, modelPath);
}

async function readModelFile(modelPath: string): Promise<Result<Uint8Array>> {
  try {
    const { size } = await stat(modelPath);
    if (size > MODEL_BYTES_MAX) {
      return failed(
        'model-unusable',
        `${basename(modelPath)} is larger than ${MODEL_BYTES_MAX / 1e9} GB.`,
        'Use a smaller backbone.',
      );
    }
    return ok(await readFile(modelPath));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const reason =
      { ENOENT: 'does not exist', EISDIR: 'is a folder', EACCES: 'may not be read' }[code] ??
      `cannot be read (${code})`;
    return failed('model-unusable', `${modelPath} ${reason}.`, 'Name an .onnx file.', code);
  }
}

function decoded(bytes: Uint8Array): ModelProto | Error {
  try {
    const model = decodeModel(bytes);
    if (model.opsetImport.length === 0) return new Error('no opset');
    return model;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function unusable(message: string): ReturnType<typeof failed> {
  return failed('model-unusable', message, 'Name an .onnx file that holds an image classifier.');
}
