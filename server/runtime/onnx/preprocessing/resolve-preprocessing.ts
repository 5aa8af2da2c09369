import { basename } from 'node:path';
import { failed, ok, type Result } from '../../../protocol/failure.ts';
import type { ModelInspection } from '../../../protocol/inspection.ts';
import type { Preprocessing } from '../../../protocol/preprocessing.ts';
import { indexGraph } from '../graph/graph-index.ts';
import { loadModel } from '../graph/load-model.ts';
import type { Declared } from './declared.ts';
import { defaultPreprocessing } from './default-preprocessing.ts';
import { findClassNames } from './find-class-names.ts';
import { findDeclared } from './find-declared.ts';

export interface ResolvedPreprocessing {
  readonly preprocessing: Preprocessing;
  readonly classNames: string[] | null;
  readonly notes: string[];
}

const SIZE_DEFAULT = 224;
const SIZE_MAX = 4096;
const BYTES_AS_THEY_ARE = { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] } as const;

/**
 * How images become a model's input, from the first source that says so: field by field what the
 * user configured (grood.json, flags), then the sidecar the user names, the model's metadata, files
 * beside the model, stated defaults. The model's own fixed input size always holds.
 */
export async function resolvePreprocessing(options: {
  readonly modelPath: string;
  readonly inspection: ModelInspection;
  readonly configured?: Partial<Preprocessing> | undefined;
  readonly sidecarPath?: string | undefined;
}): Promise<Result<ResolvedPreprocessing>> {
  const { modelPath, inspection, configured = {}, sidecarPath } = options;
  const loaded = await loadModel(modelPath);
  if (!loaded.ok) return loaded;
  const { model } = loaded.value;
  const metadata = model.metadataProps;
  const found = await findDeclared({ modelPath, metadata, sidecarPath });
  if (!found.ok) return found;
  const notes: string[] = [];
  let declared = found.value;
  if (declared === null) {
    const assumed = defaultPreprocessing(indexGraph(model.graph), inspection.input);
    declared = assumed.declared;
    if (!saysNormalisation(configured)) notes.push(assumed.note);
  }
  if (inspection.input.dtype === 'uint8') {
    declared = { ...declared, ...BYTES_AS_THEY_ARE };
    if (configured.mean !== undefined || configured.std !== undefined) {
      notes.push(`${basename(modelPath)} takes bytes: the configured mean and std are not used.`);
    }
  }
  const size = chooseSize(inspection, configured, declared, modelPath);
  if (!size.ok) return size;
  const preprocessing = combined(configured, declared, size.value);
  const problem = problemOf(preprocessing);
  if (problem !== null) {
    return failed(
      'configuration',
      `The preprocessing of ${basename(modelPath)} (${preprocessing.source}) ${problem}.`,
      'Correct it in grood.json: mean and std are three numbers in units of 0..1.',
    );
  }
  const { classes } = inspection;
  const names = await findClassNames({ modelPath, metadata, classes, sidecarPath });
  notes.push(...names.notes.filter((note) => !inspection.warnings.includes(note)));
  return ok({ preprocessing, classNames: names.names, notes });
}

function saysNormalisation(configured: Partial<Preprocessing>): boolean {
  return configured.mean !== undefined && configured.std !== undefined;
}

function chooseSize(
  { input }: ModelInspection,
  configured: Partial<Preprocessing>,
  declared: Declared,
  modelPath: string,
): Result<{ height: number; width: number }> {
  const height = configured.height ?? input.height ?? declared.size?.height ?? SIZE_DEFAULT;
  const width = configured.width ?? input.width ?? declared.size?.width ?? SIZE_DEFAULT;
  if (height !== (input.height ?? height) || width !== (input.width ?? width)) {
    return failed(
      'configuration',
      `${basename(modelPath)} takes ${input.width} × ${input.height} pixels, not ${width} × ${height}.`,
      'Leave the size out, or export the model with a free or another input size.',
    );
  }
  const isUsable = [height, width].every(
    (each) => Number.isInteger(each) && each >= 1 && each <= SIZE_MAX,
  );
  if (isUsable) return ok({ height, width });
  return failed(
    'configuration',
    `An input size of ${width} × ${height} pixels cannot be used.`,
    `Give whole numbers from 1 to ${SIZE_MAX}.`,
  );
}

function combined(
  configured: Partial<Preprocessing>,
  declared: Declared,
  { height, width }: { height: number; width: number },
): Preprocessing {
  const { resize, kernel, order, mean, std } = { ...declared, ...withoutAbsent(configured) };
  const isConfigured = Object.keys(withoutAbsent(configured)).length > 0;
  const base = declared.source;
  const source = isConfigured ? (configured.source ?? `grood.json, else ${base}`) : base;
  const rule = configured.resize ?? resizeFor(resize, declared, { height, width });
  return { height, width, resize: rule, kernel, order, mean, std, source };
}

function withoutAbsent(configured: Partial<Preprocessing>): Partial<Preprocessing> {
  return Object.fromEntries(Object.entries(configured).filter(([, value]) => value !== undefined));
}

/** The share that a crop keeps stays the same at another input size. */
function resizeFor(
  resize: Preprocessing['resize'],
  declared: Declared,
  { height, width }: { height: number; width: number },
): Preprocessing['resize'] {
  if (resize.rule === 'stretch') return resize;
  const { size } = declared;
  const edge = Math.min(height, width);
  const declaredEdge = size === null ? resize.edgePx : Math.min(size.height, size.width);
  return {
    rule: 'crop',
    edgePx: Math.max(edge, Math.round((resize.edgePx * edge) / declaredEdge)),
  };
}

function problemOf({ mean, std }: Preprocessing): string | null {
  const isTriple = (values: readonly number[]): boolean =>
    values.length === 3 && values.every(Number.isFinite);
  if (!isTriple(mean) || !isTriple(std)) return 'has a mean or std that is not three numbers';
  return std.some((each) => each === 0) ? 'has a std of zero' : null;
}
