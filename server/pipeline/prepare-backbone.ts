import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';

import { decoderVersion } from '../io/decode-image.ts';
import { packageRoot } from '../package-root.ts';
import type { Result } from '../protocol/failure.ts';
import { ok } from '../protocol/failure.ts';
import type { ModelInspection } from '../protocol/inspection.ts';
import type { Preprocessing } from '../protocol/preprocessing.ts';
import { inspectModel } from '../runtime/onnx/inspect/inspect-model.ts';
import { modelContentHash } from '../runtime/onnx/inspect/model-content-hash.ts';
import { resolvePreprocessing } from '../runtime/onnx/preprocessing/resolve-preprocessing.ts';
import { embedModel } from '../runtime/onnx/programs.ts';
import type { ModelProto } from '../runtime/onnx/proto/model-proto.ts';
import type { ConfiguredModel } from './options.ts';

/** A model that is understood and ready to embed: bytes in, features out. */
export interface PreparedBackbone {
  /** Content key: model bytes, preprocessing, decoder; features are stored under it. */
  readonly id: string;
  readonly name: string;
  readonly modelPath: string;
  readonly inspection: ModelInspection;
  readonly preprocessing: Preprocessing;
  readonly classNames: readonly string[] | null;
  /** `images` uint8 [N, H, W, 3] to `features` [N, D] and, where there are any, `logits`. */
  readonly embed: ModelProto;
  readonly notes: readonly string[];
}

export const BUNDLED_BACKBONE = 'EfficientNet-Lite0 (bundled)';

/** Path of the backbone that comes with the tool. */
export function bundledBackbonePath(): string {
  return join(packageRoot(), 'models', 'efficientnet-lite0', 'features.onnx');
}

/** Reads and understands a model; the user's file is not touched. */
export async function prepareBackbone(options: {
  readonly modelPath?: string | undefined;
  readonly model?: ConfiguredModel | undefined;
  readonly sizePx?: number | undefined;
}): Promise<Result<PreparedBackbone>> {
  const modelPath = options.modelPath ?? bundledBackbonePath();
  const inspected = await inspectModel(modelPath);
  if (!inspected.ok) return inspected;
  const inspection = inspected.value;
  const resolved = await resolvePreprocessing({
    modelPath,
    inspection,
    configured: configuredPreprocessing(options),
    ...(options.model?.sidecar === undefined ? {} : { sidecarPath: options.model.sidecar }),
  });
  if (!resolved.ok) return resolved;
  const { preprocessing, notes } = resolved.value;
  const classNames = options.model?.classNames ?? resolved.value.classNames;
  const embed = await embedModel(modelPath, inspection, preprocessing);
  if (!embed.ok) return embed;
  return ok({
    id: backboneId(await modelContentHash(modelPath), inspection, preprocessing),
    name: options.modelPath === undefined ? BUNDLED_BACKBONE : basename(modelPath),
    modelPath,
    inspection,
    preprocessing,
    classNames,
    embed: embed.value,
    // That the bundled backbone has no classes is no news to anybody.
    notes: options.modelPath === undefined ? notes : [...inspection.warnings, ...notes],
  });
}

function configuredPreprocessing(options: {
  readonly model?: ConfiguredModel | undefined;
  readonly sizePx?: number | undefined;
}): Partial<Preprocessing> {
  const { sizePx } = options;
  const configured = options.model?.preprocessing ?? {};
  return sizePx === undefined ? configured : { ...configured, height: sizePx, width: sizePx };
}

/** Everything that changes a feature goes into the key, so that nothing stale is ever reused. */
function backboneId(
  modelHash: string,
  inspection: ModelInspection,
  preprocessing: Preprocessing,
): string {
  const { source: _, ...numbers } = preprocessing;
  const key = JSON.stringify([modelHash, inspection.features, numbers, decoderVersion()]);
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
