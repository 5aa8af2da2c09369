import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import {
  detectorFromBytes,
  readDetector,
  writeDetector,
} from '../../server/runtime/onnx/detector/detector-file.ts';
import { headFromDetector } from '../../server/runtime/onnx/detector/head-from-detector.ts';
import { appendHead, headModel } from '../../server/runtime/onnx/detector/head-graph.ts';
import { encodeModel } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { openSession } from '../../server/runtime/onnx/session.ts';
import {
  exampleDetector,
  exampleEmbed,
  exampleImages,
  exampleMetadata,
} from './example-detector.ts';
import { exampleCalibration, exampleFit } from './fitted-example.ts';
import { seededNumbers } from './seeded-numbers.ts';

const folder = await mkdtemp(join(tmpdir(), 'grood-detector-'));
after(() => rm(folder, { recursive: true, force: true }));
const fitted = await exampleFit({ dimension: 8, count: 30 });
const blocked = await exampleFit({ dimension: 4, count: 2100 });
const path = join(folder, 'signs.onnx');
const metadata = exampleMetadata(fitted);
const written = await writeDetector(path, exampleDetector(fitted), metadata);
assert.ok(written.ok);
const file = await readFile(path);

test('a detector reads back as it was written', async () => {
  const read = await readDetector(path);
  assert.ok(read.ok);
  assert.deepEqual({ ...read.value.metadata, checksum: '' }, { ...metadata, checksum: '' });
  assert.match(read.value.metadata.checksum, /^[0-9a-f]{64}$/);
  assert.deepEqual(Buffer.from(read.value.bytes), file);
  assert.equal(read.value.model.metadataProps[0]?.value, 'of the user');
});

test('writing again replaces the file and leaves nothing beside it', async () => {
  const again = await writeDetector(path, exampleDetector(fitted), metadata);
  assert.ok(again.ok);
  assert.deepEqual(await readdir(folder), ['signs.onnx']);
  assert.deepEqual(await readFile(path), file);
});

test('the head taken from a file gives the bits of the whole detector and of the fresh head', async () => {
  const read = await readDetector(path);
  assert.ok(read.ok);
  const { data, dims } = exampleImages(5);
  const whole = await run(read.value.bytes, { images: new Tensor('uint8', data, dims) });
  const features = { features: whole['features'] as Tensor };
  const options = { calibration: exampleCalibration(fitted) };
  const taken = await run(encodeModel(headFromDetector(read.value).model), features);
  const fresh = await run(encodeModel(headModel(fitted, options)), features);
  assert.equal(Object.keys(taken).length, 11);
  for (const [name, { data: want }] of Object.entries(taken)) {
    assert.deepEqual(whole[name]?.data, want, name);
    assert.deepEqual(fresh[name]?.data, want, name);
  }
});

for (const opset of [18, 21]) {
  test(`a detector behind a backbone of opset ${opset} gives the same`, async () => {
    const { data, dims } = exampleImages(2);
    const feeds = { images: new Tensor('uint8', data, dims) };
    const options = { calibration: exampleCalibration(blocked) };
    const at = (version: number): Uint8Array =>
      encodeModel(appendHead(exampleEmbed(4, version), blocked, options));
    const [want, got] = [await run(at(17), feeds), await run(at(opset), feeds)];
    for (const name of ['p', 'grood_rows', 'score']) {
      assert.deepEqual(got[name]?.data, want[name]?.data, name);
    }
  });
}

test('what the file holds can be taken out again', async () => {
  const read = await readDetector(path);
  assert.ok(read.ok);
  const head = headFromDetector(read.value);
  assert.deepEqual(head.trainingFeatures(), fitted.trainingFeatures);
  assert.deepEqual(head.classPrototypes(), Float32Array.from(fitted.classPrototypes));
  assert.deepEqual(head.oodPrototype(), fitted.oodPrototype);
  assert.deepEqual(head.adapter(), fitted.adapter);
  assert.equal(head.classHead(), null);
});

test('an adapter stored in blocks comes out whole', async () => {
  const wide = await exampleFit({ dimension: 512, count: 40 });
  const widePath = join(folder, 'wide.onnx');
  assert.ok((await writeDetector(widePath, exampleDetector(wide), exampleMetadata(wide))).ok);
  const read = await readDetector(widePath);
  assert.ok(read.ok);
  assert.deepEqual(headFromDetector(read.value).adapter(), wide.adapter);
  await rm(widePath);
});

test('no altered byte goes unnoticed', () => {
  const next = seededNumbers(3);
  for (let i = 0; i < 300; i += 1) {
    const altered = new Uint8Array(file);
    const at = Math.floor(next() * altered.length);
    altered[at] = (altered[at] ?? 0) ^ (1 << (i % 8));
    const read = detectorFromBytes(altered, 'a.onnx');
    assert.equal(read.ok, false, `byte ${at}`);
    assert.equal(read.ok ? null : read.failure.kind, 'detector-unusable');
  }
});

test('no file cut short is taken for a detector', () => {
  for (const share of [0, 0.01, 0.3, 0.9, 0.999]) {
    const read = detectorFromBytes(file.subarray(0, Math.floor(share * file.length)), 'a.onnx');
    assert.match(
      read.ok ? '' : read.failure.message,
      /^(The detector )?a\.onnx .*(cut short|no det)/,
    );
  }
});

const newer = { ...metadata, contract: 2 };
const refusals = [
  {
    name: 'a plain ONNX model',
    bytes: encodeModel(exampleEmbed(8)),
    says: /is an ONNX model but no d/,
  },
  { name: 'a text file', bytes: Buffer.from('hello, this is text'), says: /no ONNX file at all/ },
  {
    name: 'a newer contract',
    bytes: withMetadata(newer),
    says: /made by a newer version \(contract 2/,
  },
  { name: 'metadata that are no JSON', bytes: withText('{"contract":'), says: /damaged metadata/ },
  { name: 'metadata without a checksum', bytes: withText('{"contract":1}'), says: /damaged meta/ },
];

for (const { name, bytes, says } of refusals) {
  test(`${name} is refused with a sentence that names the file and a next step`, () => {
    const read = detectorFromBytes(bytes, 'x.onnx');
    assert.ok(!read.ok);
    assert.match(read.failure.message, says);
    assert.match(read.failure.message, /x\.onnx/);
    assert.match(read.failure.hint, /\.$/);
  });
}

test('a detector that is not there, or is a folder, gets a sentence', async () => {
  const missing = await readDetector(join(folder, 'none.onnx'));
  assert.match(missing.ok ? '' : missing.failure.message, /There is no detector file .*none\.onnx/);
  const directory = await readDetector(folder);
  assert.match(directory.ok ? '' : directory.failure.message, /cannot be read/);
});

test('a detector that cannot be written is a failure, and leaves what was there', async () => {
  const nowhere = await writeDetector(
    join(folder, 'no', 'a.onnx'),
    exampleDetector(fitted),
    metadata,
  );
  assert.match(nowhere.ok ? '' : nowhere.failure.message, /The folder for the detector/);
  await writeFile(join(folder, 'a-file'), 'x');
  const below = join(folder, 'a-file', 'a.onnx');
  const underFile = await writeDetector(below, exampleDetector(fitted), metadata);
  assert.equal(underFile.ok ? null : underFile.failure.kind, 'write');
  assert.deepEqual(await readFile(path), file);
  await rm(join(folder, 'a-file'));
});

function withMetadata(value: object): Uint8Array {
  return withText(JSON.stringify({ ...value, checksum: '0'.repeat(64) }));
}

function withText(value: string): Uint8Array {
  return encodeModel({ ...exampleEmbed(8), metadataProps: [{ key: 'grood', value }] });
}

async function run(
  model: Uint8Array,
  feeds: Record<string, Tensor>,
): Promise<InferenceSession.OnnxValueMapType> {
  const session = await openSession(model);
  if (!session.ok) throw new Error(session.failure.detail);
  const out = await session.value.run(feeds);
  await session.value.release();
  return out;
}
