import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import {
  pageRequest,
  type ServerSettings,
  scoreRequest,
  stateRequest,
  thresholdRequest,
} from '../../server/protocol/lsp.ts';
import { connect, eventually, uri } from './connected.ts';
import { type FittedWorkspace, fittedWorkspace } from './fitted-workspace.ts';
import { writeConfiguration } from './small-workspace.ts';

let place: FittedWorkspace;
const settings: ServerSettings = {
  problems: { severity: 'warning', most: 3 },
  storeFolder: null,
};

before(async () => {
  place = await fittedWorkspace({ settings });
  await place.connected.client.sendRequest(scoreRequest, { uris: [uri(place.mixed)] });
});

test('the most unusual images have a Problems row each, as many as are wanted', async () => {
  const { diagnostics } = place.connected;
  await eventually('three rows', () => diagnostics.size === 3);
  for (const [at, [row, more]] of diagnostics) {
    assert.match(at, /\/odd\//);
    assert.equal(more, undefined);
    assert.partialDeepStrictEqual(row, { source: 'grood', code: 'OOD', severity: 2 });
    assert.match(String(row?.message), /^(Very unusual|Unusual): /);
  }
});

test('while the threshold is dragged only the answer changes', async () => {
  const { client } = place.connected;
  const before = await client.sendRequest(stateRequest);
  const answer = await client.sendRequest(thresholdRequest, { p: 1, isFinal: false });
  assert.equal(answer.found, 16);
  assert.equal(answer.expectedByChance, 16);
  assert.match(answer.sentences[0] ?? '', /^16 unusual \(100 %; /);
  const after = await client.sendRequest(stateRequest);
  assert.deepEqual(after, before);
});

test('a threshold that was let go holds for badges, counts and Problems, and is kept', async () => {
  const { client, changes, diagnostics } = place.connected;
  changes.length = 0;
  const smallest = 1e-9;
  await client.sendRequest(thresholdRequest, { p: smallest, isFinal: true });
  await eventually('no rows', () => diagnostics.size === 0);
  assert.ok(changes.some(({ uris }) => uris === null));
  const { folders } = await client.sendRequest(stateRequest);
  assert.equal(folders[0]?.counts.ordinary, 16);
  const later = await connect(place.root);
  const { detector } = (await later.client.sendRequest(stateRequest)).detector;
  assert.equal(detector?.threshold.p, smallest);
  await client.sendRequest(thresholdRequest, { p: 0.05, isFinal: true });
  await eventually('three rows again', () => diagnostics.size === 3);
});

test('a threshold that is none is refused', async () => {
  const asked = place.connected.client.sendRequest(thresholdRequest, { p: 0, isFinal: true });
  await assert.rejects(asked, /^Error: A threshold lies between 0 and 1; 0 does not\.$/);
});

test('Problems rows follow the setting, and go when they are switched off', async () => {
  const { client, diagnostics } = place.connected;
  const tell = (severity: string): Promise<void> =>
    client.sendNotification('workspace/didChangeConfiguration', {
      settings: { ...settings, problems: { severity, most: 2 } },
    });
  await tell('hint');
  await eventually('two hints', () => diagnostics.size === 2);
  await eventually('hints', () => [...diagnostics.values()].every(([row]) => row?.severity === 4));
  await tell('off');
  await eventually('none', () => diagnostics.size === 0);
});

test('an image that somebody decided upon is neither counted nor listed', async () => {
  const { client } = place.connected;
  const workspace = place.connected.workspace();
  const before = await client.sendRequest(stateRequest);
  const store = await workspace.store();
  assert.ok(store.ok);
  store.value.mirrorDecisions([{ kind: 'fine', path: join(place.mixed, 'odd/0.png') }]);
  const after = await client.sendRequest(stateRequest);
  const unusual = ({ folders }: typeof before): number =>
    folders[0]!.counts.unusual + folders[0]!.counts.veryUnusual;
  assert.equal(unusual(after), unusual(before) - 1);
  assert.equal(after.folders[0]?.counts.decided, 1);
  const listed = after.mostUnusual.map(({ uri: at }) => at);
  assert.ok(!listed.includes(uri(join(place.mixed, 'odd/0.png'))));
});

test('with a false discovery rate the threshold follows from all that is scored', async () => {
  const other = await fittedWorkspace();
  writeConfiguration(other.root, { detector: 'detector.onnx', fdr: 0.5 });
  const { client } = await connect(other.root);
  await client.sendRequest(scoreRequest, { uris: [uri(other.mixed)] });
  const query = { sort: 'p', offset: 0, count: 100 } as const;
  const { tiles } = await client.sendRequest(pageRequest, query);
  const sorted = tiles.flatMap(({ p }) => (p === null ? [] : [p]));
  const want = sorted.findLast((p, index) => p <= ((index + 1) * 0.5) / sorted.length) ?? 0;
  const { detector } = (await client.sendRequest(stateRequest)).detector;
  assert.ok(want > 0);
  assert.equal(detector?.threshold.p, want);
});
