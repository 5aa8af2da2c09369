import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { evaluate } from '../../server/pipeline/evaluate.ts';
import { score } from '../../server/pipeline/score.ts';
import { COLOURS, classFolders, colourFolder, GREEN } from './colour-images.ts';
import { failureOf, fitted, scored, scratchFolder } from './run-for-test.ts';
import { writeTinyClassifier } from './tiny-classifier.ts';

const root = scratchFolder();
const detector = join(root, 'detector.onnx');
const backbone = join(root, 'colours.onnx');
let odd: string;

before(async () => {
  writeTinyClassifier(backbone, { colours: Object.values(COLOURS) });
  const train = await classFolders(join(root, 'train'), 10);
  odd = await colourFolder(join(root, 'odd'), GREEN, 5);
  await fitted({ train, backbone, out: detector });
});

/** A copy of the detector with other bytes. */
function altered(name: string, change: (bytes: Buffer) => Buffer): string {
  const path = join(root, name);
  writeFileSync(path, change(readFileSync(detector)));
  return path;
}

const refused: { name: string; path: () => string; says: RegExp }[] = [
  {
    name: 'of a newer version',
    path: () =>
      altered('newer.onnx', (bytes) => {
        const at = bytes.indexOf('"contract":1');
        bytes.write('"contract":9', at);
        return bytes;
      }),
    says: /newer\.onnx was made by a newer version \(contract 9; .* 1\)\. Update GROOD/,
  },
  {
    name: 'that was cut short',
    path: () => altered('cut.onnx', (bytes) => bytes.subarray(0, bytes.length >> 1)),
    says: /cut\.onnx is cut short or damaged.* Copy the file again/,
  },
  {
    name: 'with one altered byte in a weight',
    path: () =>
      altered('altered.onnx', (bytes) => {
        bytes[bytes.length >> 1]! ^= 1;
        return bytes;
      }),
    says: /altered\.onnx (has changed since it was written|is cut short or damaged|has damaged)/,
  },
  {
    name: 'that is an ordinary model',
    path: () => backbone,
    says: /colours\.onnx is an ONNX model but no detector\. Make .* "grood fit/,
  },
  {
    name: 'that is an image',
    path: () => join(odd, '0.png'),
    says: /0\.png is cut short or damaged, or no ONNX file at all/,
  },
  {
    name: 'that is empty',
    path: () => altered('empty.onnx', () => Buffer.alloc(0)),
    says: /empty/,
  },
  {
    name: 'that is not there',
    path: () => join(root, 'none.onnx'),
    says: /no detector file .*none/,
  },
  { name: 'that is a folder', path: () => root, says: /cannot be read\. Check that it is a file/ },
];

for (const { name, path, says } of refused) {
  test(`a detector ${name} is refused with a sentence, to score and to evaluate`, async () => {
    const store = { memory: true } as const;
    const options = { detector: path(), store };
    const results = [
      failureOf(await score({ ...options, inputs: [odd] })),
      failureOf(await evaluate({ ...options, id: [odd], ood: [odd] })),
    ];
    for (const { kind, message, hint } of results) {
      assert.match(`${message} ${hint}`, says);
      assert.equal(kind, 'detector-unusable');
    }
  });
}

test('every single altered byte of a detector is noticed', async () => {
  const bytes = readFileSync(detector);
  for (let at = 3; at < bytes.length; at += Math.floor(bytes.length / 40)) {
    const path = altered('one-byte.onnx', (copy) => {
      copy[at]! ^= 0x10;
      return copy;
    });
    const result = await score({ detector: path, inputs: [odd], store: { memory: true } });
    assert.ok(!result.ok, `byte ${at}`);
  }
});

test('a detector that is replaced in mid-run never mixes its scores with the old one', async () => {
  const replaced = join(root, 'replaced.onnx');
  copyFileSync(detector, replaced);
  const store = { folder: join(root, 'store') };
  const result = await score(
    { detector: replaced, inputs: [odd], store },
    { onDetector: () => writeFileSync(replaced, readFileSync(detector)) },
  );
  const { message, hint } = failureOf(result);
  assert.match(`${message} ${hint}`, /replaced\.onnx was replaced while .* Run it again/);
  const { summary } = await scored({ detector: replaced, inputs: [odd], store });
  assert.equal(summary.scored, 5);
  assert.equal(summary.reused, 0);
});
