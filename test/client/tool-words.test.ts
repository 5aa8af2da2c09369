import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listWords, scoreWords } from '../../client/tool-words.ts';
import type { Tile } from '../../server/protocol/lsp.ts';

const tile: Tile = {
  uri: 'file:///in/a.png',
  relativePath: 'a.png',
  grade: 'unusual',
  sentence: 'Unusual: looks most like stop.',
  technical: 'OOD, p = 0.003',
  p: 0.003,
  score: 0.2,
  class: 'stop',
  modifiedMs: 0,
  decision: 'quarantine',
};

test('a list says how many there are in all, and where each is', () => {
  assert.equal(
    listWords({ tiles: [tile], total: 96 }, (uri) => new URL(uri).pathname),
    '1 of 96 unusual images, most unusual first:\n' +
      '1. /in/a.png [quarantine]: Unusual: looks most like stop. (OOD, p = 0.003)',
  );
});

test('an empty list says what to do where nothing was scored', () => {
  assert.match(listWords({ tiles: [], total: 0 }, String), /score_folder/);
});

test('a cancelled run says that it was', () => {
  const words = scoreWords({ sentence: 'Stopped.', notes: [], folders: [], isCancelled: true });
  assert.match(words, /cancelled/);
});
