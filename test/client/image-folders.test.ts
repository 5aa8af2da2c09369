import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  imageFolders,
  scoringOrder,
  validationSibling,
} from '../../client/commands/image-folders.ts';

function images(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${folder}/${index}.png`);
}

const paths = [
  ...images('/w/data/val/stop', 2),
  ...images('/w/data/val/yield', 2),
  ...images('/w/data/train/stop', 3),
  ...images('/w/data/train/yield', 4),
  ...images('/w/incoming', 20),
  ...images('/w/data/big/a', 30),
  ...images('/w/data/big/b', 30),
];

test('training folders come first, then larger ones, then flat folders', () => {
  assert.deepEqual(imageFolders(paths), [
    { path: '/w/data/train', classes: 2, images: 7 },
    { path: '/w/data/big', classes: 2, images: 60 },
    { path: '/w/data/val', classes: 2, images: 4 },
    { path: '/w/incoming', classes: 0, images: 20 },
  ]);
});

test('a folder with images of its own is no folder of classes', () => {
  const found = imageFolders([...images('/w', 1), ...images('/w/a', 1), ...images('/w/b', 1)]);
  assert.deepEqual(
    found.map(({ path, classes }) => [path, classes]),
    [
      ['/w', 0],
      ['/w/a', 0],
      ['/w/b', 0],
    ],
  );
});

test('without images there are no folders', () => assert.deepEqual(imageFolders([]), []));

test('the validation folder beside a training folder is found', () => {
  const folders = imageFolders(paths);
  assert.equal(validationSibling('/w/data/train', folders)?.path, '/w/data/val');
  assert.equal(validationSibling('/w/data/big', folders), null);
});

test('for scoring, folders that were learned from come last', () => {
  assert.deepEqual(
    scoringOrder(imageFolders(paths)).map(({ path }) => path),
    ['/w/data/big', '/w/incoming', '/w/data/train', '/w/data/val'],
  );
});
