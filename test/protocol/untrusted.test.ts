import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  badgesRequest,
  fitRequest,
  pageRequest,
  rescoreChangedRequest,
  scoreRequest,
  stateRequest,
} from '../../server/protocol/lsp.ts';
import { type Connected, connect, uri } from './connected.ts';
import { type FittedWorkspace, fittedWorkspace } from './fitted-workspace.ts';

let place: FittedWorkspace;
let guest: Connected;

before(async () => {
  place = await fittedWorkspace();
  await place.connected.client.sendRequest(scoreRequest, { uris: [uri(place.mixed)] });
  guest = await connect(place.root, { isTrusted: false });
});

test('without trust the detector is not loaded, and it is said', async () => {
  const { detector } = await guest.client.sendRequest(stateRequest);
  assert.match(detector.failure?.message ?? '', /^This workspace is not trusted, so its detector/);
  assert.deepEqual(detector.detector?.classes, ['orange', 'pink', 'red']);
});

test('without trust stored results are shown as they were', async () => {
  const query = { sort: 'p', offset: 0, count: 100 } as const;
  const trusted = await place.connected.client.sendRequest(pageRequest, query);
  const shown = await guest.client.sendRequest(pageRequest, query);
  assert.equal(shown.total, 17);
  assert.deepEqual(shown, trusted);
  const uris = shown.tiles.map((tile) => tile.uri);
  const { tiles } = await guest.client.sendRequest(badgesRequest, { uris });
  assert.deepEqual(tiles, shown.tiles);
});

test('without trust nothing is scored or fitted', async () => {
  const { client } = guest;
  const uris = [uri(place.mixed)];
  const asked = [
    client.sendRequest(scoreRequest, { uris }),
    client.sendRequest(rescoreChangedRequest, { uris }),
    client.sendRequest(fitRequest, { workspaceUri: uri(place.root), trainUri: uri(place.train) }),
  ];
  await Promise.all(asked.map((request) => assert.rejects(request, /not trusted/)));
});
