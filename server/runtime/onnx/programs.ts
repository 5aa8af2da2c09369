import { failed, ok, type Result } from '../../protocol/failure.ts';
import type { EarlyCut, ModelInspection } from '../../protocol/inspection.ts';
import type { Preprocessing } from '../../protocol/preprocessing.ts';
import {
  assembleEarly,
  assembleEmbed,
  assembleTail,
  EARLY,
  type ProgramParts,
} from './graph/assemble-program.ts';
import { bypassShapes } from './graph/bypass-shapes.ts';
import { IMAGES } from './graph/bytes-in.ts';
import { elementTypeOfCut } from './graph/element-type-of-cut.ts';
import { loadModel } from './graph/load-model.ts';
import { prepareGraph } from './graph/prepare-graph.ts';
import { runOnce, runTensors, type TrialInput } from './graph/run-graph.ts';
import { sameValues } from './graph/same-values.ts';
import { encodeModel, type ModelProto } from './proto/onnx-proto.ts';

/** Models that run by themselves; the user's file is only read. */
export interface Programs {
  /** `images` uint8 [N, H, W, 3] RGB to `features` float32 [N, D] and, if any, `logits` [N, K]. */
  readonly embed: Uint8Array;
  /** `images` to `early`, the tensor at the cut, float32; null without a cut. */
  readonly early: Uint8Array | null;
  /** `early` to `features` and `logits`. */
  readonly tail: Uint8Array | null;
  /** The batch that all three insist on; null where they take any. */
  readonly staticBatch: number | null;
}

/** The embed program as data, for a head to be appended; see `Programs.embed`. */
export async function embedModel(
  modelPath: string,
  inspection: ModelInspection,
  preprocessing: Preprocessing,
): Promise<Result<ModelProto>> {
  const parts = await programParts(modelPath, inspection, preprocessing);
  return parts.ok ? ok(assembleEmbed(parts.value)) : parts;
}

/**
 * Joins preprocessing and model, and cuts the model in two where it has an early cut.
 * @param cut a name among `inspection.cuts`; by default the proposed one
 */
export async function buildPrograms(
  modelPath: string,
  inspection: ModelInspection,
  preprocessing: Preprocessing,
  cut?: string,
): Promise<Result<Programs>> {
  const parts = await programParts(modelPath, inspection, preprocessing);
  if (!parts.ok) return parts;
  const embed = encodeModel(assembleEmbed(parts.value));
  const { staticBatch } = parts.value.graph;
  const whole = { embed, early: null, tail: null, staticBatch };
  const name = cut ?? inspection.early;
  if (name === null) return ok(whole);
  const found = inspection.cuts.find((each) => each.name === name);
  if (found === undefined) return noCut(modelPath, name, inspection);
  const halves = await buildHalves(parts.value, found);
  if (await doHalvesMatch(embed, halves, parts.value)) return ok({ ...whole, ...halves });
  if (cut === undefined) return ok(whole);
  return failed(
    'model-unusable',
    `${modelPath} cut at “${name}” and joined again gives other features.`,
    'Choose another cut; grood inspect lists them.',
  );
}

async function programParts(
  modelPath: string,
  inspection: ModelInspection,
  preprocessing: Preprocessing,
): Promise<Result<ProgramParts>> {
  const loaded = await loadModel(modelPath);
  if (!loaded.ok) return loaded;
  const { model } = loaded.value;
  const graph = await prepareGraph(model, modelPath, { inspection, size: preprocessing });
  return graph.ok ? ok({ graph: graph.value, inspection, preprocessing }) : graph;
}

async function buildHalves(
  parts: ProgramParts,
  listed: EarlyCut,
): Promise<{ early: Uint8Array; tail: Uint8Array }> {
  const { graph, inspection } = parts;
  const { features, logits, input } = inspection;
  const image = trialImage(parts);
  const measure = async (names: readonly string[]): Promise<Map<string, readonly number[]>> => {
    const values = await runTensors(graph.model, image, names);
    return new Map([...values].map(([name, { dims }]) => [name, dims]));
  };
  // At another input size than the inspection's trial the cut has another shape.
  const shape = (await measure([listed.name])).get(listed.name) ?? listed.shape;
  const cut = { name: listed.name, shape };
  const targets = logits === null ? [features.name] : [features.name, logits];
  const behind = await bypassShapes(graph.model, {
    input: input.name,
    cut: cut.name,
    targets,
    measure,
  });
  const elementType = await elementTypeOfCut(graph.model, image, cut.name);
  return {
    early: encodeModel(assembleEarly(parts, cut)),
    tail: encodeModel(assembleTail(parts, behind, { ...cut, elementType })),
  };
}

function trialImage({ graph, inspection, preprocessing }: ProgramParts): TrialInput {
  const { input } = inspection;
  const { height, width } = preprocessing;
  const batch = graph.staticBatch ?? 1;
  return {
    name: input.name,
    elementType: { float32: 1, uint8: 2, float16: 10 }[input.dtype],
    dims: input.layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3],
    data: new Float32Array(batch * 3 * height * width),
  };
}

/** Both halves, one after the other, on two images of noise against the whole. */
async function doHalvesMatch(
  embed: Uint8Array,
  halves: { readonly early: Uint8Array; readonly tail: Uint8Array },
  { graph, preprocessing }: ProgramParts,
): Promise<boolean> {
  const dims = [graph.staticBatch ?? 2, preprocessing.height, preprocessing.width, 3];
  const data = Uint8Array.from(
    { length: dims.reduce((a, b) => a * b, 1) },
    (_, i) => Math.imul(i + 1, 2654435761) >>> 24,
  );
  try {
    const whole = await runOnce(embed, { [IMAGES]: { dims, data } });
    const early = (await runOnce(halves.early, { [IMAGES]: { dims, data } })).get(EARLY);
    if (early === undefined) return false;
    const behind = await runOnce(halves.tail, { [EARLY]: early });
    return [...whole].every(([name, value]) =>
      sameValues(behind.get(name), value, graph.tolerance),
    );
  } catch {
    return false;
  }
}

function noCut(modelPath: string, name: string, { cuts }: ModelInspection): Result<never> {
  const some = cuts.slice(0, 3).map((cut) => `“${cut.name}”`);
  return failed(
    'configuration',
    `${modelPath} cannot be cut at “${name}”.`,
    some.length === 0
      ? 'This model has no cuts; leave the early cut out.'
      : `Choose one that grood inspect lists, such as ${some.join(', ')}.`,
  );
}

/** ONNX element type of the tensor at a cut: float32 or float16. */
export async function cutElementType(
  {
    modelPath,
    inspection,
    preprocessing,
  }: {
    readonly modelPath: string;
    readonly inspection: ModelInspection;
    readonly preprocessing: Preprocessing;
  },
  cut: string,
): Promise<Result<number>> {
  const parts = await programParts(modelPath, inspection, preprocessing);
  if (!parts.ok) return parts;
  return ok(await elementTypeOfCut(parts.value.graph.model, trialImage(parts.value), cut));
}
