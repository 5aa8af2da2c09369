import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { evaluate } from '../../server/pipeline/evaluate.ts';
import type { ConfiguredModel } from '../../server/pipeline/options.ts';
import { sharedPath } from '../shared-material.ts';
import { failureOf, fitted, scored, scratchFolder, succeeded, tryFit } from './run-for-test.ts';

const root = scratchFolder();
const archive = sharedPath('data', 'cifar.tar.gz');
const resnet = sharedPath('models', '00-resnet20-cifar10.onnx');
const isHere = archive !== null && resnet !== null;
const skip = isHere ? false : '../shared/data and ../shared/models are not there';
const store = { folder: join(root, 'store') };
const out = join(root, 'detector.onnx');
const asTrained: ConfiguredModel = {
  preprocessing: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};
const folder = (name: string): string => join(root, 'part', name);

before(() => {
  if (archive === null) return;
  execFileSync('tar', ['-xzf', archive, '-C', root]);
  take('train', 100);
  take('val', 50);
  take('test', 50);
  take('ood-test', 5);
});

/** The first files of each class. */
function take(split: string, perClass: number): void {
  for (const name of readdirSync(join(root, 'cifar', split))) {
    const from = join(root, 'cifar', split, name);
    mkdirSync(join(folder(split), name), { recursive: true });
    for (const file of readdirSync(from).sort().slice(0, perClass)) {
      cpSync(join(from, file), join(folder(split), name, file));
    }
  }
}

function fitOptions(model: ConfiguredModel): Parameters<typeof fitted>[0] {
  return { train: folder('train'), val: folder('val'), backbone: resnet!, model, out, store };
}

test('a classifier of real photographs tells strangers from its own classes', {
  skip,
}, async () => {
  const summary = await fitted(fitOptions(asTrained));
  assert.ok(summary.accuracy! > 0.8, `accuracy ${summary.accuracy}`);
  const { detectors, flagged } = succeeded(
    await evaluate({ detector: out, id: [folder('test')], ood: [folder('ood-test')], store }),
  );
  // 82 with all of the training images; of a tenth of them a little less.
  assert.ok(detectors.grood.auroc > 76, `AUROC ${detectors.grood.auroc}`);
  assert.ok(detectors.combined.auroc > 76, `AUROC ${detectors.combined.auroc}`);
  assert.ok(flagged.id >= 1 && flagged.id <= 10, `${flagged.id} % of ordinary images flagged`);
  for (const name of ['knn', 'energy', 'msp', 'maxLogit', 'mahalanobis++', 'vim'] as const) {
    const { auroc, interval } = detectors[name]!;
    assert.ok(auroc > 60 && interval[0] < auroc && auroc < interval[1], `${name} ${auroc}`);
  }
});

test('a real classifier that is fed wrongly is found out', { skip }, async () => {
  const bytes: ConfiguredModel = {
    preprocessing: { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] },
  };
  const { message, hint } = failureOf(await tryFit(fitOptions(bytes)));
  assert.match(message, /finds the class of \d+ % .* but of \d\d % with /);
  assert.match(hint, /^Write "preprocessing": \{ "order": "RGB", "mean": \[/);
});

test('real class folders in another order than the classifier’s are found out', {
  skip,
}, async () => {
  const names = readdirSync(folder('train')).sort();
  const turned = [...names.slice(3), ...names.slice(0, 3)];
  const model = { ...asTrained, classNames: turned };
  const { hint } = failureOf(await tryFit(fitOptions(model)));
  const right = names.map((name) => JSON.stringify(name)).join(', ');
  assert.equal(hint, `Write "classNames": [${right}] in grood.json.`);
});

test('the bundled backbone needs neither a model nor classes of its own', { skip }, async () => {
  const train = folder('test');
  const options = { train, sizePx: 64, out, store: { memory: true } as const, model: {} };
  const summary = await fitted(options);
  assert.equal(summary.images, 400);
  assert.deepEqual(summary.calibration.kind, 'held-out');
  assert.ok(summary.accuracy! > 0.5, `accuracy ${summary.accuracy}`);
  const { records } = await scored({ detector: out, inputs: [join(folder('val'), 'airplane')] });
  assert.equal(records.length, 50);
  const likeness = records.filter((record) => record.class === 'airplane').length;
  assert.ok(likeness > 25, `${likeness} of 50 airplanes look most like airplanes`);
});

test('a model that draws boxes is refused before any image is read', { skip }, async () => {
  const backbone = sharedPath('models', '12-detector.onnx')!;
  const { kind, message } = failureOf(await tryFit({ ...fitOptions({}), backbone }));
  assert.equal(kind, 'model-unusable');
  assert.match(message, /12-detector\.onnx/);
});

test('a real model that was exported for one image at a time fits and scores', {
  skip,
}, async () => {
  const backbone = sharedPath('models', '02-resnet18q-dynamo-b1.onnx')!;
  const train = join(folder('test'), 'truck');
  const options = { train, val: join(folder('val'), 'truck'), ood: join(folder('test'), 'ship') };
  const { images } = await fitted({ ...options, backbone, model: {}, out });
  assert.equal(images, 50);
  const { summary } = await scored({ detector: out, inputs: [folder('ood-test')] });
  assert.deepEqual([summary.scored, summary.errors], [500, 0]);
});
