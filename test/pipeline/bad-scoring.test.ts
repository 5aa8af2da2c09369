import assert from 'node:assert/strict';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { evaluate } from '../../server/pipeline/evaluate.ts';
import { score } from '../../server/pipeline/score.ts';
import { COLOURS, classFolders, colourFolder, GREEN } from './colour-images.ts';
import { failureOf, fitted, scored, scratchFolder } from './run-for-test.ts';
import { writeTinyClassifier } from './tiny-classifier.ts';

const root = scratchFolder();
const detector = join(root, 'detector.onnx');
const train = join(root, 'train');
const empty = join(root, 'empty');
let odd: string;

before(async () => {
  const backbone = join(root, 'colours.onnx');
  writeTinyClassifier(backbone, { colours: Object.values(COLOURS) });
  await classFolders(train, 15);
  odd = await colourFolder(join(root, 'odd'), GREEN, 5);
  mkdirSync(empty);
  await fitted({ train, backbone, out: detector });
});

test('an empty folder is a failure that names it', async () => {
  const store = { memory: true } as const;
  const { kind, message, hint } = failureOf(await score({ detector, inputs: [empty], store }));
  assert.equal(kind, 'no-images');
  assert.match(`${message} ${hint}`, /no images in .*empty\. Name a folder with image files/);
});

test('what is not there ends a run before it starts, named', async () => {
  const store = { memory: true } as const;
  const failure = failureOf(await score({ detector, inputs: [odd, join(root, 'gone')], store }));
  assert.equal(failure.kind, 'usage');
  assert.match(failure.message, /gone does not exist/);
  const list = { detector, inputs: [], filesFrom: join(root, 'no-list.txt'), store };
  assert.match(failureOf(await score(list)).message, /no-list\.txt does not exist/);
});

test('each unreadable file is an error row with its reason, and ends nothing', async () => {
  const folder = join(root, 'mixed');
  cpSync(odd, folder, { recursive: true });
  const heic = Buffer.from(`\0\0\0\x18ftypheic\0\0\0\0mif1heic${'\0'.repeat(40)}`, 'latin1');
  writeFileSync(join(folder, 'a.heic'), heic);
  writeFileSync(join(folder, 'b.jpg'), '');
  writeFileSync(join(folder, 'c.jpg'), '<html>');
  symlinkSync(join(root, 'nowhere.png'), join(folder, 'd.png'));
  const { summary, records } = await scored({ detector, inputs: [folder] });
  assert.deepEqual([summary.scored, summary.errors], [5, 4]);
  const errors = records.filter(({ verdict }) => verdict === 'error');
  const said = errors.map(({ path, error }) => `${path.slice(folder.length + 1)}: ${error}`);
  assert.match(said.join('\n'), /a\.heic: .*HEIC/);
  assert.match(said.join('\n'), /b\.jpg: .*empty/);
  assert.match(said.join('\n'), /c\.jpg: .*not an image/);
  assert.match(said.join('\n'), /d\.png: /);
  for (const { p, score, class: name, neighbours, lookalikes } of errors) {
    assert.deepEqual([p, score, name, neighbours, lookalikes], [null, null, null, [], []]);
  }
});

test('a folder of nothing but unreadable files is scored to the end', async () => {
  const folder = join(root, 'broken');
  mkdirSync(folder);
  for (let i = 0; i < 40; i++) writeFileSync(join(folder, `${i}.jpg`), `not an image ${i}`);
  const { summary } = await scored({ detector, inputs: [folder] });
  assert.deepEqual([summary.scored, summary.errors], [0, 40]);
});

test('a training image is scored without its own row, and a note counts such images', async () => {
  const copied = join(root, 'copied');
  cpSync(join(train, 'red'), copied, { recursive: true });
  const { summary, records } = await scored({ detector, inputs: [train, copied, odd] });
  assert.deepEqual(summary.notes, [
    '60 of the scored images are training images; their own rows were left out.',
  ]);
  const own = records.filter(({ path }) => path.startsWith(train));
  for (const { path, score, neighbourScore, neighbours, lookalikes } of own) {
    const relative = path.slice(train.length + 1);
    assert.ok(score! > 0 && neighbourScore! > 0, path);
    for (const near of [neighbours, lookalikes]) {
      assert.equal(near.length, 5);
      assert.ok(near.every((neighbour) => neighbour.path !== relative));
    }
  }
  const scoresOf = (name: string): unknown[] =>
    records
      .filter(({ path }) => path.startsWith(name))
      .map(({ p, score, neighbours }) => ({ p, score, neighbours }));
  assert.deepEqual(scoresOf(copied), scoresOf(join(train, 'red')));
  const flagged = own.filter(({ verdict }) => verdict === 'ood').length;
  assert.ok(flagged <= 6, `${flagged} of 45 training images are flagged`);
});

test('one training image among the scored ones is told in the singular', async () => {
  const { summary } = await scored({ detector, inputs: [join(train, 'red', '3.png'), odd] });
  assert.deepEqual(summary.notes, [
    'One of the scored images is a training image; its own row was left out.',
  ]);
});

test('an evaluation without a readable image on one side names the folder', async () => {
  const options = { detector, id: [train], ood: [empty], store: { memory: true } as const };
  const { kind, message, hint } = failureOf(await evaluate(options));
  assert.equal(kind, 'no-images');
  assert.match(`${message} ${hint}`, /no readable image in .*empty\. Name folders/);
});

test('a file that is listed twice gets two rows', async () => {
  const one = join(odd, '0.png');
  const { records } = await scored({ detector, inputs: [one, odd, one] });
  assert.equal(records.length, 7);
  assert.deepEqual(records[0], records[1]);
  assert.deepEqual(records[0], records[6]);
});
