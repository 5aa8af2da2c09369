import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ask } from '../../client/panels/page-answers.ts';
import { unusualNeighbour } from '../../client/panels/unusual-neighbour.ts';

/** Answers pages of a list of URIs; those in capitals are decided upon. */
function asking(uris: readonly string[]): Ask {
  const answer = (_: unknown, { offset, count }: { offset: number; count: number }): unknown => {
    const tiles = uris.slice(offset, offset + count).map((uri) => {
      const decision = uri === uri.toUpperCase() ? 'fine' : null;
      return { uri, decision };
    });
    return Promise.resolve({ total: uris.length, tiles });
  };
  return answer as Ask;
}

const long = Array.from({ length: 2500 }, (_, index) => `i${index}`);
const cases = [
  { name: 'the next one', among: ['a', 'b', 'c'], uri: 'b', step: 1, want: 'c' },
  { name: 'the one before', among: ['a', 'b', 'c'], uri: 'b', step: -1, want: 'a' },
  { name: 'none after the last', among: ['a', 'b'], uri: 'b', step: 1, want: null },
  { name: 'none before the first', among: ['a', 'b'], uri: 'a', step: -1, want: null },
  {
    name: 'the first for an image not among them',
    among: ['a', 'b'],
    uri: 'z',
    step: 1,
    want: 'a',
  },
  { name: 'the first for no image', among: ['a'], uri: null, step: 1, want: 'a' },
  { name: 'none among none', among: [], uri: 'a', step: 1, want: null },
  {
    name: 'the open one after a decided one',
    among: ['a', 'B', 'C', 'd'],
    uri: 'B',
    step: 1,
    want: 'd',
  },
  {
    name: 'the open one before decided ones',
    among: ['a', 'B', 'c'],
    uri: 'c',
    step: -1,
    want: 'a',
  },
  { name: 'one of the next page', among: long, uri: 'i999', step: 1, want: 'i1000' },
  { name: 'one of the page before', among: long, uri: 'i2000', step: -1, want: 'i1999' },
  {
    name: 'the same image otherwise escaped',
    among: ['a%20b', 'c'],
    uri: 'a b',
    step: 1,
    want: 'c',
  },
] as const;
for (const { name, among, uri, step, want } of cases) {
  test(`of unusual images, a step finds ${name}`, async () => {
    assert.equal(await unusualNeighbour(asking(among), { uri, step }), want);
  });
}
