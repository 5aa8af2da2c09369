import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readArguments } from '../../server/cli/arguments.ts';
import { type Choices, readChoices, storeOf } from '../../server/cli/choices.ts';
import type { ConfigurationKey } from '../../server/configuration/configuration.ts';
import type { Result } from '../../server/protocol/failure.ts';

const startedIn = process.cwd();
const root = realpathSync(mkdtempSync(join(tmpdir(), 'grood-choices-')));
before(() => {
  mkdirSync(join(root, 'work', 'deep'), { recursive: true });
  process.chdir(join(root, 'work', 'deep'));
});
after(() => {
  process.chdir(startedIn);
  rmSync(root, { recursive: true, force: true });
});

async function choose(
  line: string,
  file: object | null,
  reads: readonly ConfigurationKey[] = [],
): Promise<Result<Choices>> {
  const path = join(root, 'work', 'grood.json');
  rmSync(path, { force: true });
  if (file !== null) writeFileSync(path, JSON.stringify(file));
  const read = readArguments(line.split(' '));
  assert.ok(read.ok && read.value.kind === 'run');
  return readChoices(read.value.verb, read.value.given, reads);
}

const work = (...parts: string[]): string => join(root, 'work', ...parts);

const merges: { name: string; line: string; file: object | null; want: object }[] = [
  {
    name: 'flags override the file, and their paths start where the person stands',
    line: 'fit --train here --alpha 0.1',
    file: { train: 'there', val: 'val', alpha: 0.2 },
    want: { train: work('deep', 'here'), val: work('val'), alpha: 0.1 },
  },
  {
    name: '--fast is a size of 160',
    line: 'fit --fast',
    file: { size: 224 },
    want: { size: 160 },
  },
  {
    name: '--out of fit is the detector',
    line: 'fit --out d.onnx',
    file: { detector: 'other.onnx' },
    want: { detector: work('deep', 'd.onnx') },
  },
  {
    name: '--mean joins the preprocessing of the file',
    line: 'fit --mean 0.1,0.2,0.3',
    file: { preprocessing: { order: 'BGR', mean: [0, 0, 0] } },
    want: { preprocessing: { order: 'BGR', mean: [0.1, 0.2, 0.3] } },
  },
  {
    name: '--prototype overrides known images in the file',
    line: 'fit --prototype noise',
    file: { ood: 'strangers' },
    want: { prototype: 'noise' },
  },
  {
    name: '--alpha overrides a false discovery rate in the file',
    line: 'score a --alpha 0.1',
    file: { fdr: 0.2 },
    want: { alpha: 0.1 },
  },
  {
    name: '--ood of evaluate is not the known images of a fit',
    line: 'evaluate --id a --ood b',
    file: null,
    want: {},
  },
  {
    name: 'patterns are taken as typed',
    line: 'score a --include **/*.png --exclude tmp/**',
    file: { include: ['x'] },
    want: { include: ['**/*.png'], exclude: ['tmp/**'] },
  },
];
for (const { name, line, file, want } of merges) {
  test(`choices: ${name}`, async () => {
    const choices = await choose(line, file);
    assert.ok(choices.ok);
    assert.deepEqual(choices.value.configuration, want);
  });
}

const refusals: { line: string; want: RegExp }[] = [
  { line: 'score a --alpha 5', want: /--alpha must be a number between 0 and 1/ },
  { line: 'score a --alpha x', want: /--alpha must be a number between .*; it is "x"/ },
  { line: 'score a --view both', want: /--view must be one of "combined", "grood"/ },
  { line: 'fit --size 7', want: /--size must be a whole number from 8 to 4096/ },
  { line: 'fit --mean 1,2', want: /--mean must be three numbers, in units of 0\.\.1/ },
  { line: 'fit --std 1,0,1', want: /--std must be three positive numbers/ },
  { line: 'fit --fast --size 224', want: /--fast is --size 160/ },
  { line: 'fit --ood a --prototype noise', want: /both choose the OOD prototype/ },
  { line: 'fit --train=', want: /--train must be a path/ },
];
for (const { line, want } of refusals) {
  test(`grood ${line} is refused`, async () => {
    const choices = await choose(line, null);
    assert.ok(!choices.ok);
    assert.match(choices.failure.message, want);
  });
}

test('a missing path of grood.json is an error unless a flag or a word takes its place', async () => {
  const file = { train: 'gone', folders: ['lost'] };
  assert.equal((await choose('fit', file, ['train'])).ok, false);
  assert.equal((await choose('fit --train x', file, ['train'])).ok, true);
  assert.equal((await choose('score', file, ['folders'])).ok, false);
  assert.equal((await choose('score a', file, ['folders'])).ok, true);
});

test('the store is the typed folder, else beside grood.json, else the cache folder', async () => {
  const storeFor = async (line: string, file: object | null): Promise<string> => {
    const choices = await choose(line, file);
    const read = readArguments(line.split(' '));
    assert.ok(choices.ok && read.ok && read.value.kind === 'run');
    const store = storeOf(read.value.given, choices.value);
    return 'folder' in store ? store.folder : 'memory';
  };
  assert.equal(await storeFor('score a --store s', { alpha: 0.1 }), work('deep', 's'));
  assert.equal(await storeFor('score a', { alpha: 0.1 }), work('.grood'));
  assert.match(await storeFor('score a', null), /grood$/);
});
