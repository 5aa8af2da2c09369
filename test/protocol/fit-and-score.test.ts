import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fitRequest, pageRequest, scoreRequest, stateRequest } from '../../server/protocol/lsp.ts';
import { type Connected, connect, uri } from './connected.ts';
import { type SmallWorkspace, smallWorkspace } from './small-workspace.ts';

let place: SmallWorkspace;
let connected: Connected;

before(async () => {
  place = await smallWorkspace();
  connected = await connect(place.root);
});

test('a workspace without a detector says so, and looking leaves no trace', async () => {
  const state = await connected.client.sendRequest(stateRequest);
  assert.equal(state.detector.detector, null);
  assert.equal(state.detector.failure?.message, 'There is no detector yet.');
  assert.deepEqual(state.folders, []);
  assert.equal(existsSync(join(place.root, '.grood')), false);
});

test('a fit writes the detector and grood.json, and keeps what stood there', async () => {
  const { root, train } = place;
  const answer = await connected.client.sendRequest(fitRequest, {
    workspaceUri: uri(root),
    trainUri: uri(train),
    backboneUri: uri(join(root, 'tiny.onnx')),
  });
  assert.match(answer.sentence, /^Learned 3 classes from \d+ images/);
  const written: unknown = JSON.parse(readFileSync(join(root, 'grood.json'), 'utf8'));
  assert.partialDeepStrictEqual(written, {
    train: 'train',
    detector: 'detector.onnx',
    preprocessing: { mean: [0, 0, 0] },
  });
  const { detector } = await connected.client.sendRequest(stateRequest);
  assert.equal(detector.failure, null);
  assert.deepEqual(detector.detector?.classes, ['orange', 'pink', 'red']);
  assert.match(
    detector.detector?.sentence ?? '',
    /^Knows 3 classes from \d+ images; calibrated on/,
  );
});

test('a score answers with a sentence, and the pages hold every image', async () => {
  const answer = await connected.client.sendRequest(scoreRequest, { uris: [uri(place.mixed)] });
  assert.match(answer.sentence, /^Scored 16 images in .* unusual .*, 1 unreadable\.$/);
  assert.equal(answer.isCancelled, false);
  assert.equal(answer.folders[0]?.isPartial, false);
  const page = await connected.client.sendRequest(pageRequest, { sort: 'p', offset: 0, count: 50 });
  assert.equal(page.total, 17);
  assert.match(page.tiles[0]?.relativePath ?? '', /^odd\//);
  assert.equal(page.tiles.at(-1)?.grade, 'unreadable');
});
