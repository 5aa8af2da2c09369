import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  crossConformalFolds,
  FOLDS,
} from '../../../server/core/calibration/cross-conformal-folds.ts';
import { splitHalves } from '../../../server/core/calibration/split-halves.ts';
import { splitHeldOut } from '../../../server/core/calibration/split-held-out.ts';
import { shuffled } from '../blobs.ts';

/** A hash as spread out as a real one. */
const hash = (n: number): string => ((n * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0');

function heldOutHashes(hashes: readonly string[], labels: readonly number[]): string[] {
  const isHeldOut = splitHeldOut(hashes, labels);
  return hashes.filter((_, row) => isHeldOut(row)).sort();
}

const sizes = [
  { images: 1, want: 0 },
  { images: 2, want: 0 },
  { images: 3, want: 1 },
  { images: 10, want: 2 },
  { images: 1_000, want: 200 },
];
for (const { images, want } of sizes) {
  test(`of a class of ${images} images ${want} are held out`, () => {
    const hashes = Array.from({ length: 2 * images }, (_, n) => hash(n + 1));
    const labels = hashes.map((_, n) => n % 2);
    const isHeldOut = splitHeldOut(hashes, labels);
    for (const label of [0, 1]) {
      const held = labels.filter((own, row) => own === label && isHeldOut(row)).length;
      assert.equal(held, want);
    }
  });
}

test('splits depend on content, not on order', () => {
  const hashes = Array.from({ length: 97 }, (_, n) => hash(n + 1));
  const labels = hashes.map((_, n) => n % 3);
  const order = shuffled(97, 1);
  const other = Array.from(order, (row) => hashes[row]!);
  const otherLabels = Array.from(order, (row) => labels[row]!);
  assert.deepEqual(heldOutHashes(other, otherLabels), heldOutHashes(hashes, labels));
  const folds = crossConformalFolds(hashes, labels);
  const otherFolds = crossConformalFolds(other, otherLabels);
  assert.deepEqual(
    [...otherFolds],
    Array.from(order, (row) => folds[row]!),
  );
});

test('copies of a file stay on one side of every split', () => {
  const contents = Array.from({ length: 120 }, (_, n) => hash(Math.floor(n / 3) + 1));
  // One file of each three lies in another class than its copies.
  const labels = contents.map((_, n) => (n % 3 === 0 ? 1 : 0));
  const isHeldOut = splitHeldOut(contents, labels);
  const folds = crossConformalFolds(contents, labels);
  const { first } = splitHalves(contents);
  const sides = [
    (row: number) => isHeldOut(row),
    (row: number) => folds[row],
    (row: number) => first.includes(row),
  ];
  for (const side of sides) {
    for (let row = 0; row < 120; row += 3) {
      assert.deepEqual([side(row + 1), side(row + 2)], [side(row), side(row)]);
    }
  }
  assert.ok(contents.some((_, row) => isHeldOut(row)));
});

test('folds are stratified by class and of like size', () => {
  const hashes = Array.from({ length: 113 }, (_, n) => hash(n + 1));
  const labels = hashes.map((_, n) => (n < 7 ? 0 : n % 4));
  const folds = crossConformalFolds(hashes, labels);
  const count = (label: number | null, fold: number): number =>
    labels.filter((own, row) => (label === null || own === label) && folds[row] === fold).length;
  for (const label of [null, 0, 1, 2, 3]) {
    const counts = Array.from({ length: FOLDS }, (_, fold) => count(label, fold));
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `${label}: ${counts}`);
  }
});

test('halves are of like size and hold every row once', () => {
  const { first, second } = splitHalves(Array.from({ length: 31 }, (_, n) => hash(n + 1)));
  assert.deepEqual([first.length, second.length], [16, 15]);
  assert.equal(new Set([...first, ...second]).size, 31);
});
