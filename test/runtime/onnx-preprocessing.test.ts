import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Preprocessing } from '../../server/protocol/preprocessing.ts';
import { inspectModel } from '../../server/runtime/onnx/inspect/inspect-model.ts';
import { parsePythonLiteral } from '../../server/runtime/onnx/preprocessing/parse-python-literal.ts';
import {
  type ResolvedPreprocessing,
  resolvePreprocessing,
} from '../../server/runtime/onnx/preprocessing/resolve-preprocessing.ts';
import { node, tensor, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import { encodeModel, type ModelProto } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { smallClassifier } from './small-classifier.ts';

const root = mkdtempSync(join(tmpdir(), 'grood-preprocessing-'));
after(() => rmSync(root, { recursive: true }));
let folders = 0;

type Files = Readonly<Record<string, unknown>>;
type Wanted = Partial<Preprocessing>;

interface Case {
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly files?: Files;
  readonly want: Wanted;
}

const ULTRALYTICS = { task: 'classify', names: "{0: 'a', 1: 'b', 2: 'c'}", imgsz: '[32, 32]' };
const VIT = {
  do_resize: true,
  size: { height: 32, width: 48 },
  resample: 3,
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: true,
  image_mean: [0.1, 0.2, 0.3],
  image_std: [0.4, 0.5, 0.6],
};

const cases: Case[] = [
  {
    name: 'Ultralytics metadata: x / 255, centre crop',
    metadata: ULTRALYTICS,
    files: { 'preprocessor_config.json': VIT },
    want: { mean: [0, 0, 0], std: [1, 1, 1], width: 32, resize: { rule: 'crop', edgePx: 32 } },
  },
  {
    name: 'ONNX image metadata: BGR bytes',
    metadata: {
      'Image.BitmapPixelFormat': 'Bgr8',
      'Image.NominalPixelRange': 'NominalRange_0_255',
    },
    want: { order: 'BGR', mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] },
  },
  {
    name: 'ONNX image metadata without a range: 0 to 1',
    metadata: { 'Image.BitmapPixelFormat': 'Rgb8' },
    want: { order: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] },
  },
  {
    name: 'a Hugging Face processor',
    files: { 'preprocessor_config.json': VIT },
    want: {
      height: 32,
      width: 48,
      resize: { rule: 'stretch' },
      kernel: 'cubic',
      mean: [0.1, 0.2, 0.3],
      std: [0.4, 0.5, 0.6],
    },
  },
  {
    name: 'a Hugging Face processor with a crop',
    files: {
      'preprocessor_config.json': {
        ...VIT,
        size: { shortest_edge: 64 },
        do_center_crop: true,
        crop_size: { height: 48, width: 48 },
        resample: 2,
        do_normalize: false,
      },
    },
    want: {
      height: 48,
      resize: { rule: 'crop', edgePx: 64 },
      kernel: 'linear',
      mean: [0, 0, 0],
      std: [1, 1, 1],
    },
  },
  {
    name: 'a ConvNeXt processor: edge enlarged by 1 / crop_pct',
    files: {
      'preprocessor_config.json': { ...VIT, size: { shortest_edge: 224 }, crop_pct: 0.875 },
    },
    want: { height: 224, resize: { rule: 'crop', edgePx: 256 } },
  },
  {
    name: 'an EfficientNet processor with a shifted rescale: -1 to 1',
    files: {
      'preprocessor_config.json': {
        ...VIT,
        rescale_factor: 1 / 127.5,
        rescale_offset: true,
        do_normalize: false,
      },
    },
    want: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  },
  {
    name: 'a timm configuration',
    files: {
      'config.json': {
        architecture: 'resnet18',
        pretrained_cfg: {
          input_size: [3, 112, 112],
          crop_pct: 0.875,
          interpolation: 'bicubic',
          mean: [0.5, 0.5, 0.5],
          std: [0.25, 0.25, 0.25],
        },
      },
    },
    want: {
      height: 112,
      kernel: 'cubic',
      resize: { rule: 'crop', edgePx: 128 },
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
    },
  },
  {
    name: 'a KerasHub preprocessor: x * scale + offset',
    files: {
      'preprocessor.json': {
        config: {
          image_converter: {
            config: {
              image_size: [40, 40],
              scale: 1 / 127.5,
              offset: -1,
              interpolation: 'bilinear',
            },
          },
        },
      },
    },
    want: { height: 40, kernel: 'linear', mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  },
  {
    name: 'a file of another kind: defaults',
    files: { 'config.json': { model_type: 'vit' } },
    want: {
      mean: [0.485, 0.456, 0.406],
      height: 224,
      resize: { rule: 'stretch' },
      source: 'defaults',
    },
  },
];

for (const { name, want, ...given } of cases) {
  test(`preprocessing is read from ${name}`, async () => checkWanted(await resolve(given), want));
}

test('defaults are stated in a note', async () => {
  const { notes } = await resolve({});
  assert.match(notes.join(' '), /assumed: RGB, ImageNet mean and deviation/);
});

test('what the user configures overrides, field by field', async () => {
  const configured = { std: [0.2, 0.2, 0.2] as const, height: 64, width: 64 };
  const { preprocessing } = await resolve({
    files: { 'preprocessor_config.json': VIT },
    configured,
  });
  checkWanted({ preprocessing }, { mean: [0.1, 0.2, 0.3], std: [0.2, 0.2, 0.2], height: 64 });
  assert.match(preprocessing.source, /grood.json.*preprocessor_config.json/);
});

test('a sidecar that the user names comes before the model’s own metadata', async () => {
  const sidecar = join(root, 'named.json');
  writeFileSync(sidecar, JSON.stringify(VIT));
  const { preprocessing } = await resolve({ metadata: ULTRALYTICS, sidecar });
  checkWanted({ preprocessing }, { mean: [0.1, 0.2, 0.3], source: 'named.json' });
});

test('a sidecar that says nothing gets a sentence', async () => {
  const sidecar = join(root, 'nothing.json');
  writeFileSync(sidecar, '{}');
  const result = await tryResolve({ sidecar });
  assert.ok(!result.ok);
  assert.match(result.failure.message, /nothing.json does not say/);
});

test('the crop keeps its share at another input size', async () => {
  const { preprocessing } = await resolve({
    metadata: {},
    files: { 'config.json': { pretrained_cfg: { input_size: [3, 224, 224], crop_pct: 0.875 } } },
    configured: { height: 112, width: 112 },
  });
  assert.deepEqual(preprocessing.resize, { rule: 'crop', edgePx: 128 });
});

test('a size that a fixed model does not take gets a sentence', async () => {
  const model = smallClassifier();
  const result = await tryResolve({ model, configured: { height: 64, width: 64 } });
  assert.ok(!result.ok);
  assert.match(result.failure.message, /takes 8 × 8 pixels, not 64 × 64/);
});

test('a std of zero gets a sentence', async () => {
  const result = await tryResolve({ configured: { std: [0, 1, 1] } });
  assert.ok(!result.ok);
  assert.match(result.failure.message, /std of zero/);
});

const scalings = [
  { name: 'divides by 127.5', opType: 'Div', by: 127.5, std: 1 / 255 },
  { name: 'multiplies by 1/255', opType: 'Mul', by: 1 / 255, std: 1 / 255 },
  { name: 'divides by a deviation', opType: 'Div', by: 0.225, std: 1 },
];
for (const { name, opType, by, std } of scalings) {
  test(`a model that ${name} itself gets numbers of the range it expects`, async () => {
    const model = smallClassifier();
    const [conv] = model.graph.node;
    assert.ok(conv !== undefined);
    conv.input[0] = 'scaled';
    model.graph.initializer.push(tensor('by', [], Float32Array.of(by)));
    model.graph.node.unshift(node(opType, ['x', 'by'], ['scaled']));
    const { preprocessing } = await resolve({ model });
    checkWanted({ preprocessing }, { mean: [0, 0, 0], std: [std, std, std] });
  });
}

const names: { name: string; metadata?: Record<string, string>; files?: Files; want: unknown }[] = [
  { name: 'Ultralytics metadata', metadata: ULTRALYTICS, want: ['a', 'b', 'c'] },
  {
    name: 'id2label',
    files: { 'config.json': { id2label: { 2: 'z', 0: 'x', 1: 'y' } } },
    want: ['x', 'y', 'z'],
  },
  { name: 'labels.txt', files: { 'labels.txt': 'x\r\ny\r\nz\r\n' }, want: ['x', 'y', 'z'] },
  { name: 'numbered labels', files: { 'labels.txt': '0 x\n1 y\n2 z' }, want: ['x', 'y', 'z'] },
  { name: 'dict.txt', files: { 'dict.txt': 'x\ny\nz' }, want: ['x', 'y', 'z'] },
  { name: 'a list of another length: none', files: { 'labels.txt': 'x\ny' }, want: null },
];
for (const { name, want, ...given } of names) {
  test(`class names are read from ${name}`, async () => {
    assert.deepEqual((await resolve(given)).classNames, want);
  });
}

test('a list of names of another length is mentioned', async () => {
  const { path } = write({ files: { 'labels.txt': 'x\ny' } });
  const inspected = await inspectModel(path);
  assert.ok(inspected.ok);
  assert.match(inspected.value.warnings.join(' '), /labels.txt lists 2 classes, but m.onnx has 3/);
});

const literals: { text: string; want: unknown }[] = [
  {
    text: "{0: 'o\\'ring', 1: \"a, b\"}",
    want: new Map([
      [0, "o'ring"],
      [1, 'a, b'],
    ]),
  },
  { text: "['a', 'b',]", want: ['a', 'b'] },
  { text: '(224, 224)', want: [224, 224] },
  { text: ' { } ', want: new Map() },
  { text: "'\\u00e9\\x41\\n'", want: 'éA\n' },
  {
    text: '{1: True, 2: None}',
    want: new Map<number, unknown>([
      [1, true],
      [2, null],
    ]),
  },
  { text: '-1.5e2', want: -150 },
  { text: '__import__("os")', want: undefined },
  { text: "{0: 'a'", want: undefined },
  { text: "{0 'a'}", want: undefined },
  { text: "'open", want: undefined },
  { text: '[1 2]', want: undefined },
  { text: '', want: undefined },
  { text: '['.repeat(10_000), want: undefined },
];
for (const { text, want } of literals) {
  test(`Python’s ${text.slice(0, 30)} is read as data, never run`, () => {
    assert.deepEqual(parsePythonLiteral(text), want);
  });
}

interface Given {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly files?: Files;
  readonly model?: ModelProto;
  readonly configured?: Partial<Preprocessing>;
  readonly sidecar?: string;
}

/** A folder of its own with a classifier of three classes and free size, and files beside it. */
function write({ metadata = {}, files = {}, model }: Given): { path: string } {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  const free = model ?? smallClassifier({ inputs: [valueInfo('x', 1, ['N', 3, 'H', 'W'])] });
  const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  const path = join(folder, 'm.onnx');
  writeFileSync(path, encodeModel({ ...free, metadataProps }));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(folder, name), text);
  }
  return { path };
}

async function tryResolve(given: Given): ReturnType<typeof resolvePreprocessing> {
  const { path } = write(given);
  const inspected = await inspectModel(path);
  assert.ok(inspected.ok, JSON.stringify(inspected));
  return await resolvePreprocessing({
    modelPath: path,
    inspection: inspected.value,
    configured: given.configured,
    sidecarPath: given.sidecar,
  });
}

async function resolve(given: Given): Promise<ResolvedPreprocessing> {
  const result = await tryResolve(given);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function checkWanted(
  { preprocessing }: Pick<ResolvedPreprocessing, 'preprocessing'>,
  want: Wanted,
): void {
  for (const [key, value] of Object.entries(want)) {
    const actual = preprocessing[key as keyof Preprocessing];
    if (key !== 'mean' && key !== 'std') assert.deepEqual(actual, value, key);
    else
      for (const [i, each] of (value as readonly number[]).entries()) {
        assert.ok(
          Math.abs((actual as readonly number[])[i]! - each) < 1e-9,
          `${key} ${String(actual)}`,
        );
      }
  }
}
