import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { FileChangeType } from 'vscode-languageserver-protocol/node';
import {
  badgesRequest,
  pageRequest,
  scoreRequest,
  stateRequest,
  type Tile,
} from '../../server/protocol/lsp.ts';
import { eventually, uri } from './connected.ts';
import { type FittedWorkspace, fittedWorkspace } from './fitted-workspace.ts';
import { addFolder, addImage, writeConfiguration } from './small-workspace.ts';

let place: FittedWorkspace;
let folder: string;

before(async () => {
  place = await fittedWorkspace();
  folder = await addFolder(place.root, 'watched', 8);
  await place.connected.client.sendRequest(scoreRequest, { uris: [uri(folder)] });
});

function happened(type: FileChangeType, ...paths: string[]): Promise<void> {
  return place.connected.client.sendNotification('workspace/didChangeWatchedFiles', {
    changes: paths.map((path) => ({ uri: uri(path), type })),
  });
}

async function badge(path: string): Promise<Tile | null> {
  const { tiles } = await place.connected.client.sendRequest(badgesRequest, { uris: [uri(path)] });
  return tiles[0] ?? null;
}

async function becomes(what: string, path: string, holds: (tile: Tile | null) => boolean) {
  let tile = await badge(path);
  for (let tries = 0; !holds(tile) && tries < 100; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    tile = await badge(path);
  }
  assert.ok(holds(tile), what);
}

test('the client is asked to watch images and grood.json', () => {
  const globs = place.connected.registrations.flatMap(({ watchers }) =>
    watchers.map(({ globPattern }) => String(globPattern)),
  );
  assert.ok(globs.some((glob) => glob.includes('png')));
  assert.ok(globs.includes('**/grood.json'));
});

test('an image that comes into a scored folder is scored once, however often it is told', async () => {
  const path = await addImage(folder, 'new.png', 7);
  place.connected.changes.length = 0;
  await happened(FileChangeType.Created, path, path);
  await happened(FileChangeType.Changed, path);
  await becomes('a badge', path, (tile) => tile?.grade !== undefined);
  const told = place.connected.changes.filter(({ uris }) => uris?.includes(uri(path)));
  assert.equal(told.length, 1);
});

test('an image that changes is scored anew', async () => {
  const path = join(folder, '0.png');
  const before = await badge(path);
  await addImage(folder, '0.png', 8);
  await happened(FileChangeType.Changed, path);
  await becomes('another score', path, (tile) => tile?.score !== before?.score);
});

test('an image that goes loses its badge', async () => {
  const path = join(folder, '1.png');
  rmSync(path);
  await happened(FileChangeType.Deleted, path);
  await becomes('no badge', path, (tile) => tile === null);
});

test('a folder that is moved in or out is followed by its own event alone', async () => {
  const elsewhere = join(place.root, 'elsewhere');
  mkdirSync(elsewhere);
  await addImage(join(elsewhere, 'sub'), 'a.png', 9);
  const [from, to] = [join(elsewhere, 'sub'), join(folder, 'sub')];
  renameSync(from, to);
  await happened(FileChangeType.Created, to);
  await becomes('a badge inside', join(to, 'a.png'), (tile) => tile !== null);
  renameSync(to, from);
  await happened(FileChangeType.Deleted, to);
  await becomes('no badge inside', join(to, 'a.png'), (tile) => tile === null);
});

test('an image that a decision moved keeps its row', async () => {
  const path = join(folder, '2.png');
  const store = await place.connected.workspace().store();
  assert.ok(store.ok);
  store.value.mirrorDecisions([{ kind: 'trash', path }]);
  rmSync(path);
  await happened(FileChangeType.Deleted, path);
  await addImage(folder, 'marker.png', 10);
  await happened(FileChangeType.Created, join(folder, 'marker.png'));
  await becomes('a badge of the marker', join(folder, 'marker.png'), (tile) => tile !== null);
  assert.equal((await badge(path))?.decision, 'trash');
});

test('what comes outside of scored folders is left alone', async () => {
  const path = await addImage(join(place.root, 'unscored'), 'a.png', 11);
  const marker = await addImage(folder, 'other.png', 12);
  await happened(FileChangeType.Created, path, marker);
  await becomes('a badge of the marker', marker, (tile) => tile !== null);
  assert.equal(await badge(path), null);
});

test('grood.json that changes on the disk is read again', async () => {
  const { client, changes } = place.connected;
  writeConfiguration(place.root, { detector: 'detector.onnx', alpha: 0.25 });
  changes.length = 0;
  await happened(FileChangeType.Changed, join(place.root, 'grood.json'));
  await eventually('everything is drawn anew', () => changes.some(({ uris }) => uris === null));
  const state = await client.sendRequest(stateRequest);
  assert.equal(state.detector.detector?.threshold.p, 0.25);
});

test('a detector that was deleted is named, and results stay to be looked at', async () => {
  const { client, changes } = place.connected;
  const path = join(place.root, 'detector.onnx');
  renameSync(path, `${path}.away`);
  changes.length = 0;
  await happened(FileChangeType.Deleted, path);
  await eventually('everything is drawn anew', () => changes.some(({ uris }) => uris === null));
  const state = await client.sendRequest(stateRequest);
  assert.match(
    state.detector.failure?.message ?? '',
    /^There is no detector file .*detector\.onnx/,
  );
  const query = { sort: 'p', offset: 0, count: 1 } as const;
  assert.ok((await client.sendRequest(pageRequest, query)).total > 0);
  const scoring = client.sendRequest(scoreRequest, { uris: [uri(folder)] });
  await assert.rejects(scoring, /There is no detector file/);
  renameSync(`${path}.away`, path);
});
