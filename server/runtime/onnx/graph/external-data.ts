import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { failed, ok, type Result } from '../../../protocol/failure.ts';
import type { ModelProto, TensorProto } from '../proto/onnx-proto.ts';
import { allTensors } from './all-tensors.ts';

/** ONNX Runtime takes at most 2 GiB of bytes; the rest is room for a detector's own weights. */
export const MODEL_BYTES_MAX = 1.9e9;

export interface LoadedModel {
  /** All weights are inside; tensors are views on the files' bytes. */
  readonly model: ModelProto;
  /** Files beside the model that hold weights, absolute paths, sorted. */
  readonly externalFiles: readonly string[];
}

/**
 * Puts weights that lie in other files into the model, in place. Only files inside the model's own
 * folder are read: a model from a stranger must not pull in any other file of the machine.
 */
export async function inlineExternalData(
  model: ModelProto,
  modelPath: string,
): Promise<Result<LoadedModel>> {
  const files = new Map<string, Result<Uint8Array>>();
  let total = 0;
  for (const tensor of allTensors(model)) {
    if (tensor.dataLocation !== 1) continue;
    const entries = new Map((tensor.externalData ?? []).map(({ key, value }) => [key, value]));
    const location = entries.get('location') ?? '';
    const file = files.get(location) ?? (await readSidecar(modelPath, location));
    files.set(location, file);
    if (!file.ok) return file;
    const offset = Number(entries.get('offset') ?? 0);
    const length = Number(entries.get('length') ?? file.value.length - offset);
    if (!(offset >= 0 && length >= 0 && offset + length <= file.value.length)) {
      return failed(
        'model-unusable',
        `${location}, the weights of ${modelPath}, is cut short.`,
        'Copy both files again, from the same export.',
      );
    }
    total += length;
    setInline(tensor, file.value.subarray(offset, offset + length));
  }
  if (total > MODEL_BYTES_MAX) {
    return failed(
      'model-unusable',
      `${modelPath} has more than ${MODEL_BYTES_MAX / 1e9} GB of weights.`,
      'Use a smaller backbone.',
    );
  }
  const externalFiles = [...files.keys()].map((name) => join(dirname(modelPath), name)).sort();
  return ok({ model, externalFiles });
}

function setInline(tensor: TensorProto, bytes: Uint8Array): void {
  tensor.rawData = bytes;
  delete tensor.externalData;
  delete tensor.dataLocation;
}

async function readSidecar(modelPath: string, location: string): Promise<Result<Uint8Array>> {
  const folder = dirname(modelPath);
  const parts = location.split(/[\\/]/);
  if (location === '' || isAbsolute(location) || /^[a-z]:/i.test(location) || parts.includes('..'))
    return outside(modelPath, location);
  const path = join(folder, location);
  try {
    const real = await realpath(path);
    if (!real.startsWith((await realpath(folder)) + sep)) return outside(modelPath, location);
    const { size } = await stat(real);
    if (size > MODEL_BYTES_MAX) {
      return failed(
        'model-unusable',
        `${path} is larger than ${MODEL_BYTES_MAX / 1e9} GB.`,
        'Use a smaller backbone.',
      );
    }
    return ok(await readFile(real));
  } catch (error) {
    return failed(
      'model-unusable',
      `${modelPath} keeps its weights in ${location}, which cannot be read beside it.`,
      `Put ${location} into the same folder as the model.`,
      String(error),
    );
  }
}

function outside(modelPath: string, location: string): ReturnType<typeof failed> {
  return failed(
    'model-unusable',
    `${modelPath} wants weights from “${location}”, outside its own folder; that is refused.`,
    'Put the weights beside the model, as plain files, and export it again.',
  );
}
