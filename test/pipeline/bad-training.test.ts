import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { FailureKind } from '../../server/protocol/failure.ts';
import { COLOURS, classFolders, colourFolder, colourImage, GREEN } from './colour-images.ts';
import { failureOf, fitted, scored, scratchFolder, tryFit } from './run-for-test.ts';
import { writeTinyClassifier } from './tiny-classifier.ts';

const root = scratchFolder();
const colours = Object.values(COLOURS);
const backbone = writeTinyClassifier(join(root, 'colours.onnx'), { colours });
const extractor = writeTinyClassifier(join(root, 'features.onnx'), { colours: [] });
const train = await classFolders(join(root, 'train'), 12);
const oneClass = await colourFolder(join(root, 'screws'), COLOURS['red']!, 30);
const ood = await colourFolder(join(root, 'ood'), GREEN, 12);
const out = join(root, 'detector.onnx');

/** A copy of the training folder, changed. */
function changed(name: string, change: (folder: string) => void): string {
  const folder = join(root, name);
  cpSync(train, folder, { recursive: true });
  change(folder);
  return folder;
}

const heic = Buffer.from(`\0\0\0\x18ftypheic\0\0\0\0mif1heic${'\0'.repeat(40)}`, 'latin1');
const empty = join(root, 'empty');
mkdirSync(empty);
const texts = join(root, 'texts');
mkdirSync(texts);
writeFileSync(join(texts, 'notes.txt'), 'none');

const refused: {
  name: string;
  options: Partial<Parameters<typeof tryFit>[0]>;
  kind: FailureKind;
  says: RegExp;
}[] = [
  {
    name: 'an empty folder',
    options: { train: empty },
    kind: 'no-images',
    says: /^There are no images in .*empty\./,
  },
  {
    name: 'a folder without images',
    options: { train: texts },
    kind: 'no-images',
    says: /no images in .*texts\./,
  },
  {
    name: 'a folder that is not there',
    options: { train: join(root, 'nowhere') },
    kind: 'unreadable-folder',
    says: /nowhere .*(does not exist|no longer there|not there)/,
  },
  {
    name: 'fewer images than classes',
    options: {
      train: changed('few', (folder) => {
        for (const name of Object.keys(COLOURS)) {
          rmSync(join(folder, name), { recursive: true });
          mkdirSync(join(folder, name));
        }
        cpSync(join(train, 'red', '0.png'), join(folder, 'red', '0.png'));
      }),
    },
    kind: 'training-unusable',
    says: /has 3 class folders but only 1 image\./,
  },
  {
    name: 'a class whose images are all unreadable',
    options: {
      train: changed('unreadable', (folder) => {
        writeFileSync(join(folder, 'orange', '3.png'), '');
        for (let i = 0; i < 12; i++) writeFileSync(join(folder, 'pink', `${i}.png`), heic);
      }),
    },
    kind: 'training-unusable',
    says: /^None of the images of pink in .* can be read .*The first: .*pink.*is HEIC.*Convert/,
  },
  {
    name: 'known OOD images of which none can be read',
    options: {
      ood: changed('broken-ood', (folder) => {
        for (const name of Object.keys(COLOURS)) rmSync(join(folder, name), { recursive: true });
        writeFileSync(join(folder, 'a.jpg'), 'not an image');
      }),
    },
    kind: 'no-images',
    says: /None of the known OOD images in .*broken-ood can be read\. Name another folder/,
  },
  {
    name: 'validation images of other classes',
    options: { val: await classFolders(join(root, 'other'), 2, { classes: ['red', 'teal'] }) },
    kind: 'training-unusable',
    says: /other has other classes than the training folder: it has teal, .*lacks orange, pink/,
  },
  {
    name: 'an empty validation folder',
    options: { val: empty },
    kind: 'no-images',
    says: /no images in .*empty\./,
  },
  {
    name: 'a model that is no ONNX file',
    options: { backbone: join(train, 'red', '0.png') },
    kind: 'model-unusable',
    says: /0\.png/,
  },
  {
    name: 'a model file that is not there',
    options: { backbone: join(root, 'none.onnx') },
    kind: 'model-unusable',
    says: /none\.onnx/,
  },
  {
    name: 'mix-up by measurement without known OOD images',
    options: { mixup: 'auto' },
    kind: 'usage',
    says: /only with known OOD images\. Give a folder of them with --ood/,
  },
  {
    name: 'too few known OOD images to measure mix-up',
    options: { mixup: 'auto', ood: await colourFolder(join(root, 'one-ood'), GREEN, 1) },
    kind: 'usage',
    says: /can't be chosen by measurement with only 1 image in .*one-ood\. Add different/,
  },
  {
    name: 'one class that is to be mixed with its runner-up',
    options: { train: oneClass, backbone: extractor, mixup: 'runner-up' },
    kind: 'usage',
    says: /screws is one class, so no image has a second class/,
  },
  {
    name: 'one class that is to give a synthetic prototype',
    options: { train: oneClass, backbone: extractor, prototype: 'synthetic' },
    kind: 'usage',
    says: /screws is one class/,
  },
  {
    name: 'a place for the detector that is not there',
    options: { out: join(root, 'no', 'such', 'd.onnx') },
    kind: 'write',
    says: /folder for the detector .*d\.onnx is not there\. Make the folder/,
  },
];

for (const { name, options, kind, says } of refused) {
  test(`a fit on ${name} fails with a sentence`, async () => {
    const failure = failureOf(await tryFit({ train, backbone, out, ...options }));
    assert.match(`${failure.message} ${failure.hint}`, says);
    assert.equal(failure.kind, kind);
    assert.ok(failure.hint.endsWith('.'), 'the hint is a sentence');
  });
}

test('files that cannot be read are left out of a fit, each with its reason', async () => {
  const folder = changed('some-broken', (copy) => {
    writeFileSync(join(copy, 'red', '0.png'), '');
    writeFileSync(join(copy, 'red', '1.png'), heic);
    writeFileSync(join(copy, 'red', '2.heic'), heic);
    writeFileSync(
      join(copy, 'pink', '4.png'),
      readFileSync(join(train, 'pink', '4.png')).subarray(0, 900),
    );
  });
  const summary = await fitted({ train: folder, backbone, out });
  assert.equal(summary.images, 33);
  assert.equal(summary.skippedCount, 4);
  const reasons = Object.fromEntries(
    summary.skipped.map(({ path, reason }) => [path.slice(folder.length + 1), reason]),
  );
  assert.match(reasons['red/0.png']!, /empty/);
  assert.match(reasons['red/1.png']!, /is HEIC/);
  assert.match(reasons['red/2.heic']!, /is HEIC/);
  assert.match(reasons['pink/4.png']!, /cut short|damaged/);
});

test('one class without known OOD images works by neighbours alone, and says so', async () => {
  const summary = await fitted({ train: oneClass, backbone: extractor, out });
  assert.equal(summary.prototype, 'none');
  assert.deepEqual(summary.classes, ['screws']);
  assert.match(
    summary.warnings.join('\n'),
    /nearest training images alone; give a folder of known/,
  );
  const fresh = await colourFolder(join(root, 'fresh'), COLOURS['red']!, 6, 900);
  const { records } = await scored({ detector: out, inputs: [fresh, ood, oneClass] });
  for (const { path, p, pGrood, pNeighbours, score, verdict, lookalikes } of records) {
    assert.equal(p, pNeighbours, path);
    assert.equal(pGrood, 1);
    assert.equal(score, 0);
    assert.equal(lookalikes.length, 5);
    if (path.startsWith(ood)) assert.equal(verdict, 'ood');
  }
  const blind = await scored({ detector: out, inputs: [ood], view: 'grood' });
  assert.equal(blind.summary.flagged, 0);
  assert.match(blind.summary.notes.join('\n'), /the view “grood” flags nothing: use the view/);
  const ordinary = records.filter(({ path }) => !path.startsWith(ood));
  assert.ok(ordinary.filter(({ verdict }) => verdict === 'ood').length <= 6);
});

test('one class with known OOD images has a gradient', async () => {
  const summary = await fitted({ train: oneClass, backbone: extractor, ood, out });
  assert.equal(summary.prototype, 'known');
  assert.doesNotMatch(summary.warnings.join('\n'), /nearest training images alone/);
  const others = await colourFolder(join(root, 'others'), GREEN, 6, 700);
  const { records } = await scored({ detector: out, inputs: [others] });
  for (const { verdict, score, neighbours } of records) {
    assert.equal(verdict, 'ood');
    assert.ok(score! > 0);
    assert.equal(neighbours.length, 5);
  }
});

test('a class with one image is kept, with a warning', async () => {
  const folder = changed('single', (copy) => {
    for (let i = 1; i < 12; i++) rmSync(join(copy, 'pink', `${i}.png`));
  });
  const summary = await fitted({ train: folder, backbone, out });
  assert.equal(summary.images, 25);
  assert.match(summary.warnings.join('\n'), /Class pink has only one image/);
  const { records } = await scored({ detector: out, inputs: [join(train, 'pink')] });
  assert.ok(records.every((record) => record.class === 'pink'));
});

test('two classes of one image each, and even one image, give a detector', async () => {
  for (const classes of [['red', 'pink'], ['red']]) {
    const folder = await classFolders(join(root, `tiny-${classes.length}`), 1, { classes });
    const summary = await fitted({ train: folder, backbone: extractor, out });
    assert.equal(summary.images, classes.length);
    const { records } = await scored({ detector: out, inputs: [ood] });
    for (const { p } of records) assert.ok(p! > 0 && p! <= 1);
  }
});

test('identical images give a detector and a warning, and strangers stay strange', async () => {
  const folder = changed('identical', (copy) => {
    for (const name of Object.keys(COLOURS)) {
      for (let i = 0; i < 12; i++) {
        cpSync(join(train, 'red', '0.png'), join(copy, name, `${i}.png`));
      }
    }
  });
  const summary = await fitted({ train: folder, backbone: extractor, out });
  assert.match(summary.warnings.join('\n'), /All 36 training images have the same features/);
  const { records } = await scored({
    detector: out,
    inputs: [join(ood, '0.png'), join(train, 'red', '0.png')],
  });
  assert.equal(records[0]!.p, 1 / 37);
  assert.equal(records[1]!.p, 1);
});

test('features that are not numbers leave an image out of a fit, with a reason', async () => {
  const model = writeTinyClassifier(join(root, 'nan.onnx'), { colours: [], isNanForWhite: true });
  const folder = changed('white', () => undefined);
  const white = join(folder, 'red', 'white.png');
  await sharp({ create: { width: 32, height: 32, channels: 3, background: '#fff' } })
    .png()
    .toFile(white);
  const summary = await fitted({ train: folder, backbone: model, out });
  assert.equal(summary.images, 36);
  assert.deepEqual(
    summary.skipped.map(({ path }) => path),
    [white],
  );
  assert.match(summary.skipped[0]!.reason, /NaN or infinite features for .*white\.png: look at/);
  const store = { folder: join(root, 'nan-store') };
  for (const run of ['from the image', 'from its stored features']) {
    const { records, summary } = await scored({ detector: out, inputs: [white, ood], store });
    const [first, ...others] = records;
    assert.equal(first!.verdict, 'error', run);
    assert.equal(first!.p, null);
    assert.match(first!.error!, /NaN or infinite features for .*white\.png/);
    assert.ok(others.every(({ error }) => error === null));
    assert.equal(summary.errors, 1);
    assert.equal(summary.scored, 12);
  }
});

test('a model with a fixed batch gives the same detector scores as one with a free batch', async () => {
  const fixed = writeTinyClassifier(join(root, 'fixed.onnx'), { colours, batch: 1 });
  const runs = [];
  for (const model of [backbone, fixed]) {
    await fitted({ train, backbone: model, out });
    runs.push((await scored({ detector: out, inputs: [ood] })).records);
  }
  const [free, one] = runs;
  assert.equal(free!.length, 12);
  free!.forEach((record, index) => {
    assert.equal(record.p, one![index]!.p);
    assert.ok(Math.abs(record.score! - one![index]!.score!) < 1e-5 * record.score!);
  });
});

test('a validation folder that lacks a class calibrates, with a warning', async () => {
  const val = await classFolders(join(root, 'lacking'), 5, {
    classes: ['red', 'pink'],
    first: 300,
  });
  const { calibration, warnings } = await fitted({ train, val, backbone, out });
  assert.deepEqual(calibration, { kind: 'validation', count: 10, smallestP: 1 / 11 });
  assert.match(warnings.join('\n'), /lacking has no images of orange\./);
});

test('a model that knows other classes still measures, and says that prototypes stand in', async () => {
  const four = writeTinyClassifier(join(root, 'four.onnx'), { colours: [...colours, GREEN] });
  const { warnings, accuracy } = await fitted({ train, backbone: four, out });
  assert.match(warnings.join('\n'), /four\.onnx does not know these classes .*nearest prototype/);
  assert.ok(accuracy! > 0.9);
});

test('a training folder with images beside the class folders says what it leaves out', async () => {
  const folder = changed('beside', () => undefined);
  await colourImage(join(folder, 'stray.png'), GREEN, 1);
  const { images, warnings } = await fitted({ train: folder, backbone, out });
  assert.equal(images, 36);
  assert.match(warnings.join('\n'), /Left out: 1 image lies beside the class folders/);
});
