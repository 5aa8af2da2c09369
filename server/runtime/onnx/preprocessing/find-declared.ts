import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failed, ok, type Result } from '../../../protocol/failure.ts';
import type { StringStringEntryProto } from '../proto/onnx-proto.ts';
import { type Declared, objectOf } from './declared.ts';
import { fromConfiguration } from './from-configuration.ts';
import {
  fromImageMetadata,
  fromInputMetadata,
  fromUltralytics,
  metadataOf,
} from './from-metadata.ts';

const OWN_FILE = 'grood-model.json';
/** Files beside a model that may say how its images were prepared, in order of trust. */
const FOREIGN_FILES = ['preprocessor_config.json', 'config.json', 'preprocessor.json'] as const;

/**
 * The first source that declares a model's preprocessing: the sidecar that the user names, a
 * `grood-model.json`, the model's own metadata, then the files beside it; null where none does.
 */
export async function findDeclared(options: {
  readonly modelPath: string;
  readonly metadata: readonly StringStringEntryProto[];
  readonly sidecarPath?: string | undefined;
}): Promise<Result<Declared | null>> {
  const { modelPath, sidecarPath } = options;
  if (sidecarPath !== undefined && !/\.(txt|names)$/i.test(sidecarPath)) {
    const declared = fromConfiguration(await readJson(sidecarPath), basename(sidecarPath));
    if (declared !== null) return ok(declared);
    if (!(await holdsClassNames(sidecarPath))) return unknownSidecar(sidecarPath);
  }
  const own = await declaredBeside(modelPath, OWN_FILE);
  if (own !== null) return ok(own);
  const metadata = metadataOf(options.metadata);
  const inside = fromUltralytics(metadata) ?? fromImageMetadata(metadata);
  if (inside !== null) return ok(inside);
  for (const name of FOREIGN_FILES) {
    const declared = await declaredBeside(modelPath, name);
    if (declared !== null) return ok(declared);
  }
  return ok(fromInputMetadata(metadata));
}

async function declaredBeside(modelPath: string, name: string): Promise<Declared | null> {
  const json = await readJson(join(dirname(modelPath), name));
  return isAbout(json, modelPath) ? fromConfiguration(json, name) : null;
}

/** A `grood-model.json` names its model; one folder may hold several. */
export function isAbout(json: unknown, modelPath: string): boolean {
  const { model } = objectOf(json);
  return typeof model !== 'string' || model === basename(modelPath);
}

/** Parsed JSON; undefined where the file is missing or no JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

async function holdsClassNames(path: string): Promise<boolean> {
  const json = await readJson(path);
  const fields = objectOf(json);
  return Array.isArray(json) || ['id2label', 'classNames', 'labels'].some((key) => key in fields);
}

function unknownSidecar(path: string): Result<never> {
  return failed(
    'configuration',
    `${path} does not say how the model's images are prepared.`,
    'Name a preprocessor_config.json, a timm config.json, a KerasHub preprocessor.json or a ' +
      'grood-model.json, or write the preprocessing into grood.json.',
  );
}
