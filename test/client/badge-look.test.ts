import assert from 'node:assert/strict';
import { test } from 'node:test';
import { badgeLook, countsByFolder, folderLook } from '../../client/present/badge-look.ts';
import type { Grade, Tile } from '../../server/protocol/lsp.ts';

function tile(grade: Grade): Tile {
  return {
    uri: 'file:///a.png',
    relativePath: 'a.png',
    grade,
    sentence: 'A sentence.',
    technical: 'OOD, p = 0.003',
    p: 0.003,
    score: 0.2,
    class: 'stop',
    modifiedMs: 0,
    decision: null,
  };
}

const marks = [
  { grade: 'ordinary', badge: '✓', color: 'descriptionForeground', isUnusual: false },
  { grade: 'unusual', badge: '!', color: 'charts.orange', isUnusual: true },
  { grade: 'very-unusual', badge: '‼', color: 'charts.red', isUnusual: true },
  { grade: 'unreadable', badge: '×', color: 'list.errorForeground', isUnusual: true },
] as const;
for (const { grade, badge, color, isUnusual } of marks) {
  test(`an image that is ${grade} is marked ${badge} in ${color}`, () => {
    const tooltip = 'A sentence. (OOD, p = 0.003)';
    assert.deepEqual(badgeLook(tile(grade), 'all'), { badge, color, tooltip });
    assert.equal(badgeLook(tile(grade), 'unusual') !== null, isUnusual);
    assert.equal(badgeLook(tile(grade), 'off'), null);
    assert.ok([...badge].length <= 2, 'the Explorer drops longer ones');
  });
}

test('a folder is marked where unusual images are inside, in the colour of the worst', () => {
  const colors = [true, false].map((isVery) => folderLook({ count: 2, isVery }, 'all')?.color);
  assert.deepEqual(colors, ['charts.red', 'charts.orange']);
  assert.equal(folderLook({ count: 0, isVery: false }, 'all'), null);
  assert.equal(folderLook({ count: 2, isVery: true }, 'off'), null);
});

test('images count for each folder up to the scored one', () => {
  const counts = countsByFolder('/w/in', [
    { path: '', count: 1 },
    { path: 'cam-1', count: 2 },
    { path: 'cam-1/night', count: 4 },
  ]);
  assert.deepEqual(Object.fromEntries(counts), {
    '/w/in': 7,
    '/w/in/cam-1': 6,
    '/w/in/cam-1/night': 4,
  });
});
