import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inspectModel } from '../../server/runtime/onnx/inspect/inspect-model.ts';
import { modelContentHash } from '../../server/runtime/onnx/inspect/model-content-hash.ts';
import { node, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import { encodeModel, type ModelProto } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { smallClassifier } from './small-classifier.ts';

const root = mkdtempSync(join(tmpdir(), 'grood-models-'));
const folder = join(root, 'models');
mkdirSync(folder);
after(() => rmSync(root, { recursive: true }));

const good = encodeModel(smallClassifier());
const image = (dims: (number | string)[], type = 1): ModelProto =>
  smallClassifier({ inputs: [valueInfo('x', type, dims)] });

const files: { name: string; bytes: Uint8Array | string; want: RegExp }[] = [
  { name: 'empty', bytes: '', want: /is empty/ },
  { name: 'a web page', bytes: '<!DOCTYPE html><html>404</html>', want: /web page/ },
  {
    name: 'a Git LFS pointer',
    bytes: 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
    want: /Git LFS pointer/,
  },
  { name: 'a zip archive', bytes: 'PK\u0003\u0004torch', want: /zip archive/ },
  { name: 'plain text', bytes: 'these are my weights', want: /no ONNX model/ },
  { name: 'cut short', bytes: good.subarray(0, good.length - 100), want: /no ONNX model/ },
  {
    name: 'cut to its first bytes',
    bytes: good.subarray(0, 40),
    want: /no ONNX model|no operators/,
  },
];
for (const { name, bytes, want } of files) {
  test(`a file that is ${name} gets a sentence`, () => checkRefused(bytes, want));
}

const unusable: { name: string; model: ModelProto; want: RegExp }[] = [
  { name: 'one channel', model: image(['N', 1, 8, 8]), want: /1 channel, not 3/ },
  { name: 'no images', model: image(['N', 3]), want: /rank 2, not a batch of images/ },
  { name: 'text', model: image(['N', 3, 8, 8], 8), want: /type 8/ },
  {
    name: 'two inputs',
    model: smallClassifier({
      inputs: [valueInfo('x', 1, ['N', 3, 8, 8]), valueInfo('mask', 1, ['N', 4])],
    }),
    want: /2 inputs \(x, mask\)/,
  },
  {
    name: 'only boxes as output',
    model: smallClassifier({
      extraNodes: [
        node('Reshape', ['conv', 'shape'], ['boxes']),
        node('Constant', [], ['shape'], {
          value: { tensor: { dims: [3], dataType: 7, int64Data: [0, 4, 36] } },
        }),
      ],
      outputs: ['boxes'],
    }),
    want: /no image classifier: it gives boxes \[N, 4, 36\]/,
  },
  {
    name: 'an output as large as the image',
    model: smallClassifier({ outputs: ['relu'] }),
    want: /no image classifier: it gives relu/,
  },
  {
    name: 'an operator nobody knows',
    model: smallClassifier({ extraNodes: [node('Mystery', ['x'], ['y'])], outputs: ['y'] }),
    want: /ONNX Runtime cannot run/,
  },
];
for (const { name, model, want } of unusable) {
  test(`a model with ${name} gets a sentence`, () => checkRefused(encodeModel(model), want));
}

async function checkRefused(bytes: Uint8Array | string, want: RegExp): Promise<void> {
  const path = join(folder, 'refused.onnx');
  writeFileSync(path, bytes);
  await checkSentence(path, want);
}

async function checkSentence(path: string, want: RegExp): Promise<void> {
  const inspected = await inspectModel(path);
  assert.ok(!inspected.ok);
  assert.equal(inspected.failure.kind, 'model-unusable');
  assert.match(inspected.failure.message, want);
  assert.match(inspected.failure.message, /\.$/);
  assert.match(inspected.failure.hint, /\.$/);
}

test('a missing file and a folder get sentences', async () => {
  await checkSentence(join(folder, 'nowhere.onnx'), /nowhere.onnx does not exist/);
  await checkSentence(folder, /is a folder|cannot be read/);
});

/** The classifier with its first weights in another file. */
function withExternal(location: string, length = 4 * 3 * 9 * 4): Uint8Array {
  const model = smallClassifier();
  const [weights] = model.graph.initializer;
  assert.ok(weights !== undefined);
  delete weights.rawData;
  weights.dataLocation = 1;
  weights.externalData = [
    { key: 'location', value: location },
    { key: 'length', value: String(length) },
  ];
  return encodeModel(model);
}

writeFileSync(join(root, 'outside.data'), new Uint8Array(4 * 3 * 9 * 4));
writeFileSync(join(folder, 'short.data'), new Uint8Array(10));
symlinkSync(join(root, 'outside.data'), join(folder, 'link.data'));
const outside = [
  {
    name: 'an absolute path',
    location: join(root, 'outside.data'),
    want: /outside its own folder/,
  },
  { name: 'a path with ..', location: '../outside.data', want: /outside its own folder/ },
  { name: 'a hidden ..', location: 'a/../../outside.data', want: /outside its own folder/ },
  { name: 'a backslash path', location: '..\\outside.data', want: /outside its own folder/ },
  { name: 'a drive', location: 'C:\\outside.data', want: /outside its own folder/ },
  { name: 'a link that leaves the folder', location: 'link.data', want: /outside its own folder/ },
  { name: 'no file', location: '', want: /outside its own folder/ },
  { name: 'a file that is missing', location: 'gone.data', want: /keeps its weights in gone.data/ },
  { name: 'a file cut short', location: 'short.data', want: /short.data.*cut short/ },
];
for (const { name, location, want } of outside) {
  test(`weights in ${name} are refused`, async () => {
    const path = join(folder, 'external.onnx');
    writeFileSync(path, withExternal(location));
    await checkSentence(path, want);
  });
}

test('weights beside the model are read, and are part of its hash', async () => {
  const path = join(folder, 'external.onnx');
  copyFileSync(join(root, 'outside.data'), join(folder, 'inside.data'));
  writeFileSync(path, withExternal('inside.data'));
  const inspected = await inspectModel(path);
  assert.ok(inspected.ok);
  const before = await modelContentHash(path);
  assert.equal(await modelContentHash(path), before);
  writeFileSync(join(folder, 'inside.data'), new Uint8Array(4 * 3 * 9 * 4).fill(1));
  assert.notEqual(await modelContentHash(path), before);
});
