import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutRows, rowOf, rowsBetween, stepFrom } from '../../media/gallery/layout-rows.ts';

const sizes = { widthPx: 410, tilePx: 90, captionPx: 30, gapPx: 10, headerPx: 20 };
const flat = layoutRows({ ...sizes, total: 100_000, groups: [] });
const grouped = layoutRows({
  ...sizes,
  total: 11,
  groups: [
    { path: 'a', count: 6 },
    { path: 'b', count: 5 },
  ],
});

test('tiles fill the width, and 100,000 of them are as many rows as it takes', () => {
  assert.equal(flat.columns, 4);
  assert.equal(flat.cellPx, 100);
  assert.equal(flat.rowCount, 25_000);
  assert.equal(flat.heightPx, 10 + 25_000 * 130);
});

test('only the rows of the band are listed', () => {
  const rows = rowsBetween(flat, 1_300_000, 1_300_500);
  assert.ok(rows.length <= 6, `${rows.length} rows`);
  assert.equal(rows[0]?.tiles?.first, 39_996);
});

test('every tile of a grouped grid stands in exactly one row', () => {
  const rows = rowsBetween(grouped, 0, grouped.heightPx);
  const indices = rows.flatMap(({ tiles }) =>
    Array.from({ length: tiles?.count ?? 0 }, (_, at) => (tiles?.first ?? 0) + at),
  );
  assert.deepEqual(indices, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.deepEqual(
    rows.map(({ row }) => row),
    [0, 1, 2, 3, 4, 5],
  );
});

const steps = [
  { name: 'down keeps the column', from: 1, lines: 1, to: 5 },
  { name: 'down from a long row into a short one takes its last tile', from: 3, lines: 1, to: 5 },
  { name: 'down leads over a header', from: 4, lines: 1, to: 6 },
  { name: 'up leads over a header', from: 7, lines: -1, to: 5 },
  { name: 'up at the top stays', from: 2, lines: -1, to: 2 },
  { name: 'a page down ends at the last row', from: 0, lines: 9, to: 10 },
];
for (const { name, from, lines, to } of steps) {
  test(name, () => assert.equal(stepFrom(grouped, from, lines), to));
}

test('groups that do not add up to the total are laid out as one', () => {
  const layout = layoutRows({ ...sizes, total: 5, groups: [{ path: 'a', count: 4 }] });
  assert.deepEqual(
    layout.groups.map(({ path, count }) => ({ path, count })),
    [{ path: '', count: 5 }],
  );
  assert.equal(rowOf(layout, 5), null);
});
