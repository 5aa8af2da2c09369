import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, renameSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { openStore } from '../../server/store/open-store.ts';
import { COLOURS, classFolders, colourFolder, colourImage, GREEN } from './colour-images.ts';
import { fitted, type Scored, scored, scratchFolder, succeeded } from './run-for-test.ts';
import { writeTinyClassifier } from './tiny-classifier.ts';
import { blank, processesStarted, roundTimes } from './untouched.ts';

const root = scratchFolder();
const backbone = join(root, 'colours.onnx');
const detector = join(root, 'detector.onnx');
const store = { folder: join(root, 'store') };
const train = join(root, 'train');
const incoming = join(root, 'incoming');
/** What the engine says of the images, without a store. */
let fromImages: Scored;

before(async () => {
  writeTinyClassifier(backbone, { colours: Object.values(COLOURS) });
  await classFolders(train, 20);
  await classFolders(incoming, 10, { first: 500 });
  await colourFolder(join(incoming, 'odd'), GREEN, 10);
  roundTimes(train);
  roundTimes(incoming);
  await fitted({ train, backbone, out: detector, store });
  fromImages = await scored({ detector, inputs: [incoming] });
  assert.equal(fromImages.summary.reused, 0);
});

test('a second fit touches no image and gives the same detector', async () => {
  const copy = join(root, 'blank-train');
  cpSync(train, copy, { recursive: true, preserveTimestamps: true });
  const again = join(root, 'again.onnx');
  await fitted({ train: copy, backbone, out: again, store });
  const first = readFileSync(again);
  blank(copy);
  const summary = await fitted({ train: copy, backbone, out: again, store });
  assert.equal(summary.reused, 60);
  assert.deepEqual(readFileSync(again), first);
});

test('an unchanged folder is scored again without an image, an engine or another result', async () => {
  const copy = join(root, 'unchanged');
  cpSync(incoming, copy, { recursive: true, preserveTimestamps: true });
  const options = { detector, inputs: [copy], store };
  const first = await scored(options);
  blank(copy);
  let second: Scored | undefined;
  const started = await processesStarted(async () => {
    second = await scored(options);
  });
  assert.equal(started, 0);
  assert.equal(second?.summary.reused, 40);
  assert.deepEqual(second.records, first.records);
});

test('scores from stored features equal those from images, bit for bit', async () => {
  const copy = join(root, 'embedded');
  cpSync(incoming, copy, { recursive: true, preserveTimestamps: true });
  const options = { detector, inputs: [copy], store: { folder: join(root, 'features-store') } };
  await scored(options);
  const other = join(root, 'other.onnx');
  await fitted({ train, backbone, adapter: 'none', out: other, store });
  const expected = await scored({ detector: other, inputs: [copy] });
  blank(copy);
  const refitted = await scored({ ...options, detector: other });
  assert.equal(refitted.summary.reused, 40);
  assert.deepEqual(refitted.records, expected.records);
});

test('renamed, moved and copied files are recognised by their content', async () => {
  const store = { folder: join(root, 'content-store') };
  const first = join(root, 'first');
  cpSync(incoming, first, { recursive: true });
  await scored({ detector, inputs: [first], store });
  const second = join(root, 'second');
  mkdirSync(join(second, 'deep'), { recursive: true });
  renameSync(join(first, 'red', '0.png'), join(second, 'renamed.png'));
  renameSync(join(first, 'odd'), join(second, 'deep', 'moved'));
  cpSync(join(first, 'pink', '1.png'), join(second, 'copied.png'));
  let again: Scored | undefined;
  const started = await processesStarted(async () => {
    again = await scored({ detector, inputs: [second], store });
  });
  assert.equal(started, 0);
  assert.equal(again?.summary.reused, 12);
  const scoreOf = (run: Scored, path: string): unknown =>
    run.records.find((record) => record.path === path)?.score;
  const pairs = [
    ['red/0.png', 'renamed.png'],
    ['pink/1.png', 'copied.png'],
    ['odd/3.png', 'deep/moved/3.png'],
  ] as const;
  for (const [before, now] of pairs) {
    assert.equal(scoreOf(again, join(second, now)), scoreOf(fromImages, join(incoming, before)));
  }
});

test('a moved folder is known by its paths from then on', async () => {
  const store = { folder: join(root, 'moved-store') };
  const [here, there] = [join(root, 'here'), join(root, 'there')];
  cpSync(incoming, here, { recursive: true, preserveTimestamps: true });
  const first = await scored({ detector, inputs: [here], store });
  renameSync(here, there);
  assert.equal((await scored({ detector, inputs: [there], store })).summary.reused, 40);
  blank(there);
  const { summary, records } = await scored({ detector, inputs: [there], store });
  assert.equal(summary.reused, 40);
  assert.deepEqual(
    records.map(({ p }) => p),
    first.records.map(({ p }) => p),
  );
});

test('a changed file of the same size is computed anew', async () => {
  const folder = join(root, 'changing');
  cpSync(join(incoming, 'red'), folder, { recursive: true });
  const path = join(folder, '0.png');
  await colourImage(path, COLOURS['red']!, 3000, { isCompressed: false });
  const { size } = statSync(path);
  await scored({ detector, inputs: [folder], store });
  await colourImage(path, GREEN, 3000, { isCompressed: false });
  assert.equal(statSync(path).size, size);
  utimesSync(path, 1_800_000_000, 1_800_000_000);
  const { summary, records } = await scored({ detector, inputs: [folder], store });
  assert.equal(summary.reused, 9);
  assert.equal(records.find((record) => record.path === path)?.verdict, 'ood');
});

test('a folder keeps one run a detector in the store, the last', async () => {
  const folder = join(root, 'kept');
  cpSync(join(incoming, 'red'), folder, { recursive: true });
  const options = { detector, inputs: [folder], store: { folder: join(root, 'runs-store') } };
  for (let run = 0; run < 3; run++) await scored(options);
  await scored({ ...options, inputs: [join(incoming, 'pink')] });
  const stop = new AbortController();
  await scored(options, { signal: stop.signal, onRecords: () => stop.abort() });
  const opened = succeeded(openStore(options.store.folder));
  const runs = opened.runsOf(folder);
  opened.close();
  assert.deepEqual(
    runs.map(({ finishedMs }) => finishedMs !== null),
    [false, true],
    'a cancelled run takes no other run’s place',
  );
});
