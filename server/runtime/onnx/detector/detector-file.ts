import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { DETECTOR_CONTRACT_VERSION, type DetectorMetadata } from '../../../protocol/detector.ts';
import { failed, ok, type Result } from '../../../protocol/failure.ts';
import { decodeModel, encodeModel, type ModelProto } from '../proto/onnx-proto.ts';
import { detectorChecksum, setChecksum, UNSET_CHECKSUM } from './detector-checksum.ts';
import { metadataFromJson, metadataToJson } from './metadata-json.ts';

/** Metadata key of a detector file. */
export const METADATA_KEY = 'grood';

export interface DetectorFile {
  readonly metadata: DetectorMetadata;
  /** The whole file: what `openSession` takes. */
  readonly bytes: Uint8Array;
  /** The same, decoded; its weights are views on `bytes`. */
  readonly model: ModelProto;
}

/**
 * Writes a detector beside its place and renames it, so that a half-written one is never there.
 * @param model as `appendHead` makes it
 */
export async function writeDetector(
  path: string,
  model: ModelProto,
  metadata: Omit<DetectorMetadata, 'checksum'>,
): Promise<Result<{ readonly bytes: Uint8Array; readonly metadata: DetectorMetadata }>> {
  const value = metadataToJson({ ...metadata, checksum: UNSET_CHECKSUM });
  const others = model.metadataProps.filter(({ key }) => key !== METADATA_KEY);
  const metadataProps = [...others, { key: METADATA_KEY, value }];
  const bytes = encodeModel({ ...model, metadataProps });
  const checksum = setChecksum(bytes);
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return ok({ bytes, metadata: { ...metadata, checksum } });
  } catch (error) {
    // Where the folder is none, there is nothing to remove, and the first error says so.
    await rm(temporary, { force: true }).catch(() => undefined);
    return writeFailure(path, error);
  }
}

/** Reads and checks a detector. Weights are not copied. */
export async function readDetector(path: string): Promise<Result<DetectorFile>> {
  try {
    return detectorFromBytes(await readFile(path), path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') {
      return failed(
        'detector-unusable',
        `There is no detector file ${path}.`,
        'Check the path, or make one with "grood fit".',
      );
    }
    return failed(
      'detector-unusable',
      `The detector file ${path} cannot be read.`,
      'Check that it is a file and that you may read it.',
      String(error),
    );
  }
}

/** @param path for messages only */
export function detectorFromBytes(bytes: Uint8Array, path: string): Result<DetectorFile> {
  const model = decoded(bytes);
  if (model === null) return damaged(path, 'is cut short or damaged, or no ONNX file at all');
  const text = model.metadataProps.find(({ key }) => key === METADATA_KEY)?.value;
  if (text === undefined) {
    return failed(
      'detector-unusable',
      `${path} is an ONNX model but no detector.`,
      `Make a detector from it with "grood fit --backbone ${path}".`,
    );
  }
  const metadata = metadataFromJson(text);
  if (metadata === null) return damaged(path, 'has damaged metadata');
  if (metadata.contract > DETECTOR_CONTRACT_VERSION) {
    return failed(
      'detector-unusable',
      `The detector ${path} was made by a newer version (contract ${metadata.contract}; ` +
        `this version reads up to ${DETECTOR_CONTRACT_VERSION}).`,
      'Update GROOD, or fit the detector again with this version.',
    );
  }
  if (detectorChecksum(bytes, metadata.checksum) !== metadata.checksum) {
    return damaged(path, 'has changed since it was written: its checksum does not match');
  }
  return ok({ metadata, bytes, model });
}

function decoded(bytes: Uint8Array): ModelProto | null {
  try {
    return decodeModel(bytes);
  } catch {
    return null;
  }
}

function damaged(path: string, how: string): Result<never> {
  const hint = 'Copy the file again, or make a new one with "grood fit".';
  return failed('detector-unusable', `The detector ${path} ${how}.`, hint);
}

function writeFailure(path: string, error: unknown): Result<never> {
  const code = codeOf(error);
  const detail = String(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const message = `The disk is full: the detector ${path} was not written.`;
    return failed('write', message, 'Free some space, then fit again.', detail);
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const message = `The folder for the detector ${path} is not there.`;
    return failed('write', message, 'Make the folder, or choose another path.', detail);
  }
  const message = `The detector ${path} cannot be written.`;
  return failed('write', message, 'Choose a path that you may write to.', detail);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}
