import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ModelInspection } from '../../server/protocol/inspection.ts';
import type { Preprocessing } from '../../server/protocol/preprocessing.ts';
import { loadModel } from '../../server/runtime/onnx/graph/load-model.ts';
import { type RunValue, runOnce, runTensors } from '../../server/runtime/onnx/graph/run-graph.ts';
import { sameValues } from '../../server/runtime/onnx/graph/same-values.ts';
import { inspectModel } from '../../server/runtime/onnx/inspect/inspect-model.ts';
import { resolvePreprocessing } from '../../server/runtime/onnx/preprocessing/resolve-preprocessing.ts';
import { buildPrograms, embedModel, type Programs } from '../../server/runtime/onnx/programs.ts';
import { goldenInput, type ModelRow, noiseImages, usableRows } from './model-rows.ts';

interface Built {
  readonly inspection: ModelInspection;
  readonly preprocessing: Preprocessing;
  readonly programs: Programs;
}

for (const row of usableRows()) {
  const tolerance = toleranceOf(row);
  test(`${row.file}: bytes in give what the model gives for prepared images`, async () => {
    const { inspection, preprocessing, programs } = await build(row);
    const images = noiseImages(3, preprocessing);
    const values = await runOnce(programs.embed, { images });
    const wanted = await unprocessed(row, inspection, { preprocessing, images });
    for (const [name, value] of wanted) {
      assert.deepEqual(values.get(name)?.dims, [3, value.data.length / 3]);
      assert.ok(sameValues(values.get(name), value, tolerance), name);
    }
  });
  test(`${row.file}: both halves together give what the whole gives`, async () => {
    const { preprocessing, programs } = await build(row);
    const images = noiseImages(3, preprocessing);
    const whole = await runOnce(programs.embed, { images });
    assert.ok(programs.early !== null && programs.tail !== null);
    const early = (await runOnce(programs.early, { images })).get('early');
    assert.ok(early !== undefined);
    const behind = await runOnce(programs.tail, { early });
    assert.deepEqual([...behind.keys()], [...whole.keys()]);
    for (const [name, value] of whole) {
      assert.ok(sameValues(behind.get(name), value, tolerance), name);
    }
    assert.equal(programs.staticBatch, null);
  });
  test(`${row.file} stays as it was`, async () => {
    const before = createHash('sha256').update(readFileSync(row.path)).digest('hex');
    const { inspection, preprocessing } = await build(row);
    assert.ok((await embedModel(row.path, inspection, preprocessing)).ok);
    assert.equal(createHash('sha256').update(readFileSync(row.path)).digest('hex'), before);
  });
}

/** Half precision and integer arithmetic depend on where ONNX Runtime rounds. */
function toleranceOf({ file, tolerance }: ModelRow): number {
  if (file.startsWith('14-')) return 0.05;
  return typeof tolerance === 'number' ? tolerance : 1e-3;
}

const cache = new Map<string, Promise<Built>>();

function build(row: ModelRow): Promise<Built> {
  const built = cache.get(row.file) ?? buildOnce(row);
  cache.set(row.file, built);
  return built;
}

async function buildOnce({ path }: ModelRow): Promise<Built> {
  const inspected = await inspectModel(path);
  assert.ok(inspected.ok);
  const inspection = inspected.value;
  const resolved = await resolvePreprocessing({
    modelPath: path,
    inspection,
    // Different per channel and in an unusual order, so that no channel can be mistaken.
    configured: { order: 'BGR', mean: [0.1, 0.2, 0.3], std: [0.3, 0.4, 0.5] },
  });
  assert.ok(resolved.ok, JSON.stringify(resolved));
  const { preprocessing } = resolved.value;
  const programs = await buildPrograms(path, inspection, preprocessing);
  assert.ok(programs.ok, JSON.stringify(programs));
  return { inspection, preprocessing, programs: programs.value };
}

/** The same by hand: each image prepared here and run alone through the model as it is. */
async function unprocessed(
  row: ModelRow,
  inspection: ModelInspection,
  given: {
    readonly preprocessing: Preprocessing;
    readonly images: { readonly dims: readonly number[]; readonly data: Uint8Array };
  },
): Promise<Map<string, Pick<RunValue, 'data'>>> {
  const loaded = await loadModel(row.path);
  assert.ok(loaded.ok);
  const { features, logits, input, classes } = inspection;
  const { height, width } = given.preprocessing;
  const area = height * width;
  const parts = new Map<string, number[]>([['features', []]]);
  if (logits !== null) parts.set('logits', []);
  for (let image = 0; image < 3; image++) {
    const bytes = given.images.data.subarray(image * area * 3, (image + 1) * area * 3);
    const { name, elementType } = goldenInput(row);
    const values = await runTensors(
      loaded.value.model,
      {
        name,
        elementType,
        dims: input.layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3],
        data: prepared(bytes, inspection, given.preprocessing),
      },
      [...new Set([features.name, ...(logits === null ? [] : [logits])])],
    );
    parts.get('features')?.push(...pooled(values.get(features.name), features.size));
    if (logits !== null) parts.get('logits')?.push(...pooled(values.get(logits), classes ?? 0));
  }
  return new Map([...parts].map(([name, data]) => [name, { data: Float32Array.from(data) }]));
}

function prepared(
  bytes: Uint8Array,
  { input }: ModelInspection,
  { mean, std, order }: Preprocessing,
): Float32Array {
  const area = bytes.length / 3;
  const data = new Float32Array(bytes.length);
  for (let pixel = 0; pixel < area; pixel++) {
    for (let c = 0; c < 3; c++) {
      const byte = bytes[pixel * 3 + (order === 'BGR' ? 2 - c : c)] as number;
      const at = input.layout === 'NCHW' ? c * area + pixel : pixel * 3 + c;
      const value = (byte / 255 - (mean[c] ?? 0)) / (std[c] ?? 1);
      data[at] = input.dtype === 'uint8' ? byte : value;
    }
  }
  return data;
}

function pooled(value: RunValue | undefined, size: number): number[] {
  const data = value?.data ?? new Float32Array();
  const each = data.length / size;
  return Array.from(
    { length: size },
    (_, i) => data.subarray(i * each, (i + 1) * each).reduce((a, b) => a + b, 0) / each,
  );
}
