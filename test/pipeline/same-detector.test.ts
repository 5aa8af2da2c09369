import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { COLOURS, classFolders, colourFolder, GREEN } from './colour-images.ts';
import { fitted, scratchFolder, type TestFit } from './run-for-test.ts';
import { writeTinyClassifier } from './tiny-classifier.ts';

const root = scratchFolder();
const backbone = join(root, 'colours.onnx');
const train = join(root, 'train');
const ood = join(root, 'ood');

before(async () => {
  writeTinyClassifier(backbone, { colours: Object.values(COLOURS) });
  await classFolders(train, 20);
  await colourFolder(ood, GREEN, 12);
});

const variants: { name: string; options: Partial<TestFit> }[] = [
  { name: 'by default', options: {} },
  { name: 'with known OOD images', options: { ood } },
  { name: 'with a noise prototype', options: { prototype: 'noise' } },
  { name: 'with a synthetic prototype', options: { prototype: 'synthetic' } },
  { name: 'with mix-up towards the runner-up', options: { mixup: 'runner-up' } },
  { name: 'with mix-up chosen by measurement', options: { ood, mixup: 'auto' } },
];
for (const { name, options } of variants) {
  test(`two fits ${name} from fresh stores give the same bytes`, async () => {
    const out = join(root, 'detector.onnx');
    await fitted({ train, backbone, out, ...options });
    const first = readFileSync(out);
    await fitted({ train, backbone, out, ...options });
    assert.deepEqual(readFileSync(out), first);
  });
}

test('the order in which files came to the folder does not matter', async () => {
  const out = join(root, 'detector.onnx');
  const folder = join(root, 'copied');
  const names = readdirSync(train, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.png'),
  );
  const detectors = [names, [...names].reverse()].map((order) => async () => {
    rmSync(folder, { recursive: true, force: true });
    for (const name of order) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      cpSync(join(train, name), join(folder, name));
    }
    await fitted({ train: folder, backbone, out });
    return readFileSync(out);
  });
  assert.deepEqual(await detectors[1]!(), await detectors[0]!());
});
