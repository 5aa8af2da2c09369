import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import {
  badgesRequest,
  histogramRequest,
  type PageAnswer,
  type PageParams,
  pageRequest,
  scoreRequest,
  stateRequest,
} from '../../server/protocol/lsp.ts';
import { uri } from './connected.ts';
import { type FittedWorkspace, fittedWorkspace } from './fitted-workspace.ts';

let place: FittedWorkspace;

before(async () => {
  place = await fittedWorkspace();
  await place.connected.client.sendRequest(scoreRequest, { uris: [uri(place.mixed)] });
});

function page(params: Partial<PageParams>): Promise<PageAnswer> {
  const whole = { sort: 'p', offset: 0, count: 100, ...params } as const;
  return place.connected.client.sendRequest(pageRequest, whole);
}

const names = ({ tiles }: PageAnswer): string[] => tiles.map((tile) => tile.relativePath);

test('pages follow one another without a gap or a repeat', async () => {
  const all = names(await page({}));
  const cut = [];
  for (let offset = 0; offset < 17; offset += 5)
    cut.push(...names(await page({ offset, count: 5 })));
  assert.equal(all.length, 17);
  assert.deepEqual(cut, all);
});

const sorts: { sort: PageParams['sort']; of: (tile: PageAnswer['tiles'][0]) => unknown }[] = [
  { sort: 'p', of: (tile) => tile.p },
  { sort: 'score', of: (tile) => tile.score },
  { sort: 'name', of: (tile) => tile.relativePath },
  { sort: 'class', of: (tile) => tile.class },
  { sort: 'date', of: (tile) => tile.modifiedMs },
];
for (const { sort, of } of sorts) {
  test(`sorted by ${sort}, up and down, what has no value comes last`, async () => {
    for (const isDescending of [false, true]) {
      const values = (await page({ sort, isDescending })).tiles.map(of);
      const present = values.filter((value) => value !== null) as (number | string)[];
      const sorted = [...present].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      assert.deepEqual(present, isDescending ? sorted.reverse() : sorted);
      assert.deepEqual(
        values.slice(present.length),
        new Array(values.length - present.length).fill(null),
      );
    }
  });
}

const filters: { name: string; filter: Partial<PageParams>; want: RegExp; count: number }[] = [
  { name: 'a part of the path', filter: { text: 'PINK' }, want: /^pink\//, count: 4 },
  { name: 'a class', filter: { class: 'pink', text: 'pink/' }, want: /^pink\//, count: 4 },
  { name: 'what can not be read', filter: { grades: ['unreadable'] }, want: /^broken/, count: 1 },
  { name: 'no grade at all', filter: { grades: [] }, want: /^$/, count: 0 },
  { name: 'a subfolder', filter: {}, want: /^odd\//, count: 4 },
];
for (const { name, filter, want, count } of filters) {
  test(`a page filtered by ${name} holds that alone`, async () => {
    const isFolder = name === 'a subfolder';
    const folderUri = uri(isFolder ? join(place.mixed, 'odd') : place.mixed);
    const found = await page({ ...filter, folderUri });
    assert.equal(found.total, count);
    for (const path of names(found)) assert.match(path, want);
  });
}

test('a range of p-values holds what lies in it, both ends included', async () => {
  const all = (await page({})).tiles.flatMap(({ p }) => (p === null ? [] : [p]));
  const [from, to] = [all[2]!, all[8]!];
  const found = (await page({ pRange: [from, to] })).tiles.map(({ p }) => p);
  assert.deepEqual(
    found,
    all.filter((p) => p >= from && p <= to),
  );
});

test('grouped, the images of a folder stand together in path order', async () => {
  const found = await page({ isGrouped: true, folderUri: uri(place.mixed) });
  const paths = found.groups.map(({ path }) => path);
  assert.deepEqual(paths, ['', 'odd', 'orange', 'pink', 'red']);
  assert.deepEqual(
    found.groups.map(({ count }) => count),
    [1, 4, 4, 4, 4],
  );
  const folders = names(found).map((name) => name.split('/').slice(0, -1).join('/'));
  assert.deepEqual([...new Set(folders)], paths);
  assert.deepEqual(folders, [...folders].sort());
});

test('groups are named as tiles are, also in a part of a folder', async () => {
  const found = await page({ isGrouped: true, folderUri: uri(join(place.mixed, 'odd')) });
  assert.deepEqual(found.groups, [{ path: 'odd', count: 4 }]);
  for (const name of names(found)) assert.match(name, /^odd\//);
});

test('badges come in the order of the request, and none where nothing was scored', async () => {
  const uris = [join(place.mixed, 'odd/0.png'), join(place.train, 'red/0.png'), place.mixed];
  const { tiles } = await place.connected.client.sendRequest(badgesRequest, {
    uris: uris.map(uri),
  });
  assert.equal(tiles[0]?.uri, uri(uris[0]!));
  assert.deepEqual(tiles.slice(1), [null, null]);
});

test('a tile says its verdict in words and its numbers after them', async () => {
  const [first] = (await page({})).tiles;
  assert.match(first?.sentence ?? '', /^(Very unusual|Unusual): /);
  assert.match(first?.technical ?? '', /^OOD, p = 0\.\d+, score [\d.]+, class \w+$/);
});

test('the histogram counts every scored image once, and the calibration behind it', async () => {
  const answer = await place.connected.client.sendRequest(histogramRequest, {});
  const { detector } = (await place.connected.client.sendRequest(stateRequest)).detector;
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  assert.equal(answer.edges.length, answer.folder.length + 1);
  assert.equal(sum(answer.folder), 16);
  assert.equal(sum(answer.calibration), detector?.calibration.count);
  assert.ok(Math.abs(answer.edges.at(-1)! + Math.log10(answer.smallestP)) < 1e-9);
  // The images that are unlike all others lie at the far end.
  assert.ok(sum(answer.folder.slice(answer.folder.length / 2)) >= 4);
});

test('the state lists folders with their counts and the most unusual images', async () => {
  const state = await place.connected.client.sendRequest(stateRequest);
  const [folder] = state.folders;
  assert.equal(folder?.uri, uri(place.mixed));
  const { veryUnusual, unusual, ordinary, unreadable } = folder!.counts;
  assert.deepEqual([veryUnusual + unusual + ordinary, unreadable], [16, 1]);
  assert.equal(state.mostUnusual.length, Math.min(10, veryUnusual + unusual));
  assert.equal(state.running, null);
});
