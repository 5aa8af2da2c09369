import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { findDataset } from '../../server/io/find-dataset.ts';
import { listByClasses, listLabelled } from '../../server/io/list-labelled.ts';
import { scratchFolder } from './scratch-folder.ts';

const scratch = scratchFolder();
let made = 0;

function tree(names: readonly string[]): string {
  made += 1;
  const root = join(scratch, `set-${made}`);
  mkdirSync(root);
  for (const name of names) {
    const full = join(root, name);
    mkdirSync(name.endsWith('/') ? full : dirname(full), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(full, 'x');
  }
  return root;
}

async function listing(root: string, exclude: readonly string[] = []) {
  const found = await findDataset(root);
  assert.ok(found.ok, found.ok ? '' : found.failure.message);
  return { dataset: found.value, listed: await listLabelled(found.value, { exclude }) };
}

const pair = (folder: string): string[] => [`${folder}/1.jpg`, `${folder}/2.jpg`];

const layouts: readonly {
  name: string;
  tree: readonly string[];
  classes: readonly string[];
  splits?: readonly [train: string, val: string | null, test: string | null];
  labels: readonly number[];
  warns?: RegExp;
}[] = [
  {
    name: 'class folders',
    tree: [...pair('dog'), ...pair('cat'), ...pair('Zebra')],
    classes: ['Zebra', 'cat', 'dog'],
    labels: [0, 0, 1, 1, 2, 2],
  },
  {
    name: 'train, val and test',
    tree: [...pair('train/a'), ...pair('train/b'), ...pair('val/a'), ...pair('test/a')],
    classes: ['a', 'b'],
    splits: ['train', 'val', 'test'],
    labels: [0, 0, 1, 1],
  },
  {
    name: 'Train and validation',
    tree: [...pair('Train/a'), ...pair('Train/b'), ...pair('validation/a')],
    classes: ['a', 'b'],
    splits: ['Train', 'validation', null],
    labels: [0, 0, 1, 1],
  },
  {
    name: 'train and valid, flat',
    tree: ['train/1.jpg', 'train/2.jpg', 'valid/3.jpg'],
    classes: ['set'],
    splits: ['train', 'valid', null],
    labels: [0, 0],
  },
  {
    name: 'train beside a folder of another name',
    tree: [...pair('train/a'), ...pair('train/b'), ...pair('ood/x')],
    classes: ['a', 'b'],
    splits: ['train', null, null],
    labels: [0, 0, 1, 1],
  },
  {
    name: 'a class called train',
    tree: [...pair('train'), ...pair('car')],
    classes: ['car', 'train'],
    labels: [0, 0, 1, 1],
  },
  { name: 'a flat folder', tree: ['1.jpg', '2.jpg'], classes: ['set'], labels: [0, 0] },
  {
    name: 'a flat folder with folders without images',
    tree: ['1.jpg', '2.jpg', 'labels/1.txt', 'docs/'],
    classes: ['set'],
    labels: [0, 0],
  },
  {
    name: 'nested groups',
    tree: ['a/x/1.jpg', 'a/y/2.jpg', 'a/0.jpg', 'b/x/deep/3.jpg', 'b/4.jpg', 'b/notes.txt'],
    classes: ['a', 'b'],
    labels: [0, 0, 0, 1, 1],
  },
  {
    name: 'hidden folders and other files',
    tree: [...pair('a'), ...pair('b'), '.ipynb_checkpoints/x.jpg', '.grood/y.jpg', 'README.md'],
    classes: ['a', 'b'],
    labels: [0, 0, 1, 1],
  },
  {
    name: 'an empty class folder',
    tree: [...pair('a'), 'b/', ...pair('c')],
    classes: ['a', 'c'],
    labels: [0, 0, 1, 1],
    warns: /^Class b has no images and was left out\.$/,
  },
  {
    name: 'classes with one image',
    tree: [...pair('a'), 'b/1.jpg', 'c/1.jpg'],
    classes: ['a', 'b', 'c'],
    labels: [0, 0, 1, 2],
    warns: /^Classes b, c have only one image, too few/,
  },
  {
    name: 'images beside class folders',
    tree: [...pair('a'), ...pair('b'), 'stray.jpg'],
    classes: ['a', 'b'],
    labels: [0, 0, 1, 1],
    warns: /^Left out: 1 image lies beside the class folders/,
  },
];
for (const { name, tree: names, classes, splits, labels, warns } of layouts) {
  test(`${name}: classes, splits and labels are understood`, async () => {
    const root = tree(names);
    const { dataset, listed } = await listing(root);
    assert.ok(listed.ok, listed.ok ? '' : listed.failure.message);
    const { files, warnings } = listed.value;
    const named = listed.value.classes.map((one) => one.replace(/^set-\d+$/, 'set'));
    assert.deepEqual(named, classes);
    const roots = [dataset.trainRoot, dataset.valRoot, dataset.testRoot];
    const found = roots.map((path) => (path === null ? null : relative(root, path)));
    assert.deepEqual(found, splits ?? ['', null, null]);
    assert.deepEqual(
      files.map(({ label }) => label),
      labels,
    );
    assert.equal(warnings.length, warns === undefined ? 0 : 1, warnings.join('\n'));
    if (warns !== undefined) assert.match(warnings[0] ?? '', warns);
  });
}

test('files of a class come in the order of their names', async () => {
  const { listed } = await listing(tree(['a/10.jpg', 'a/2.jpg', 'a/1.jpg', 'b/1.jpg', 'b/0.jpg']));
  assert.ok(listed.ok);
  const names = listed.value.files.map(({ relativePath }) => relativePath);
  assert.deepEqual(names, ['a/1.jpg', 'a/10.jpg', 'a/2.jpg', 'b/0.jpg', 'b/1.jpg']);
});

test('an excluded class is no class', async () => {
  const root = tree([...pair('a'), ...pair('b'), ...pair('c')]);
  const { listed } = await listing(root, ['b']);
  assert.ok(listed.ok);
  assert.deepEqual(listed.value.classes, ['a', 'c']);
  assert.deepEqual(
    listed.value.files.map(({ label }) => label),
    [0, 0, 1, 1],
  );
});

test('folders that cannot be trained on get a sentence', async () => {
  const empty = await findDataset(tree([]));
  assert.ok(!empty.ok && /^There are no images in .*set-\d+\.$/.test(empty.failure.message));
  const missing = await findDataset(join(scratch, 'none'));
  assert.ok(!missing.ok && /none does not exist\.$/.test(missing.failure.message));
  const texts = await listing(tree(['a/1.txt', 'b/2.txt']));
  assert.ok(!texts.listed.ok && texts.listed.failure.kind === 'no-images');
  const few = await listing(tree(['a/1.jpg', 'b/', 'c/']));
  assert.ok(!few.listed.ok);
  assert.match(few.listed.failure.message, /has 3 class folders but only 1 images?\.$/);
});

const others: readonly {
  name: string;
  tree: readonly string[];
  classes: readonly string[];
  labels?: readonly number[];
  says?: RegExp;
}[] = [
  {
    name: 'the same classes',
    tree: [...pair('a'), ...pair('b')],
    classes: ['a', 'b'],
    labels: [0, 0, 1, 1],
  },
  { name: 'flat, one class', tree: ['1.jpg', '2.jpg'], classes: ['good'], labels: [0, 0] },
  {
    name: 'fewer classes',
    tree: pair('b'),
    classes: ['a', 'b'],
    labels: [1, 1],
    says: /has no images of a\.$/,
  },
  {
    name: 'other classes',
    tree: [...pair('a'), ...pair('x')],
    classes: ['a', 'b'],
    says: /it has x, which the training folder has not and lacks b\.$/,
  },
];
for (const { name, tree: names, classes, labels, says } of others) {
  test(`a validation folder with ${name}`, async () => {
    const result = await listByClasses(tree(names), classes);
    assert.equal(result.ok, labels !== undefined);
    if (result.ok) {
      assert.deepEqual(
        result.value.files.map(({ label }) => label),
        labels,
      );
      assert.match(result.value.warnings.join('\n'), says ?? /^$/);
    } else assert.match(result.failure.message, says ?? /^$/);
  });
}
