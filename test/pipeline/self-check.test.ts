import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { ConfiguredModel } from '../../server/pipeline/options.ts';
import { COLOURS, type Colour, classFolders } from './colour-images.ts';
import { failureOf, fitted, scratchFolder, tryFit } from './run-for-test.ts';
import { type TinyOptions, writeTinyClassifier } from './tiny-classifier.ts';

const root = scratchFolder();
const out = join(root, 'detector.onnx');
const train = join(root, 'train');
const colours = Object.values(COLOURS);
const { orange, pink, red } = COLOURS as Record<'orange' | 'pink' | 'red', Colour>;
const unit = { mean: [0, 0, 0], std: [1, 1, 1] } as const;

before(async () => {
  await classFolders(train, 20);
});

const mistakes: {
  name: string;
  trained: Partial<TinyOptions>;
  fed: ConfiguredModel;
  says: RegExp;
}[] = [
  {
    name: 'a model of BGR images that is fed RGB',
    trained: { order: 'BGR' },
    fed: { preprocessing: unit },
    says: /of 33 % of the .* but of 100 % with the stated mean and std, BGR channel order\. Write/,
  },
  {
    name: 'a model of bytes that is fed 0..1',
    trained: { unit: 255 },
    fed: { preprocessing: unit },
    says: /but of 100 % with values 0\.\.255 .*, RGB channel order\. Write/,
  },
  {
    name: 'a model of BGR bytes that is fed by the defaults',
    trained: { unit: 255, order: 'BGR' },
    fed: {},
    says: /\(defaults\), but of 100 % with values 0\.\.255 .*, BGR channel order\. Write/,
  },
  {
    name: 'a model whose classes have another order',
    trained: { colours: [pink, red, orange] },
    fed: { preprocessing: unit },
    says: /but of 100 % with .* another class order .*: \["pink", "red", "orange"\] in/,
  },
  {
    name: 'a model whose class names are given in the wrong order',
    trained: { colours: [pink, red, orange, [30, 200, 60]] },
    fed: { preprocessing: unit, classNames: ['red', 'orange', 'pink', 'green'] },
    says: /another class order .* "classNames": \["pink", "red", "orange", "green"\] in/,
  },
];
for (const { name, trained, fed, says } of mistakes) {
  test(`${name} stops a fit, and what the sentence says to write repairs it`, async () => {
    const backbone = writeTinyClassifier(join(root, 'model.onnx'), { colours, ...trained });
    const { kind, message, hint } = failureOf(await tryFit({ train, backbone, out, model: fed }));
    assert.equal(kind, 'model-unusable');
    assert.match(`${message} ${hint}`, says);
    const written = /Write (.*) in grood\.json\.$/.exec(hint)?.[1];
    const repair = JSON.parse(`{${written}}`) as ConfiguredModel;
    const model = { ...fed, ...repair };
    const { accuracy, warnings } = await fitted({ train, backbone, out, model });
    assert.equal(accuracy, 1);
    assert.deepEqual(warnings, []);
  });
}

test('a model that knows nothing of the classes is told apart from one that is fed wrongly', async () => {
  const backbone = writeTinyClassifier(join(root, 'blind.onnx'), {
    colours: [
      [0, 0, 255],
      [0, 255, 0],
      [0, 255, 255],
    ],
  });
  const { warnings } = await fitted({ train, backbone, out });
  assert.match(warnings.join('\n'), /no usual normalisation, channel order or class order does/);
});

test('a model that is fed rightly passes in silence, and the detector keeps its accuracy', async () => {
  const backbone = writeTinyClassifier(join(root, 'right.onnx'), { colours });
  const { accuracy, warnings } = await fitted({ train, backbone, out });
  assert.equal(accuracy, 1);
  assert.deepEqual(warnings, []);
});
