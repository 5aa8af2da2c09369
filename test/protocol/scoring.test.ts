import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import {
  CancellationTokenSource,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageserver-protocol/node';
import {
  pageRequest,
  rescoreChangedRequest,
  scoreRequest,
  stateRequest,
} from '../../server/protocol/lsp.ts';
import { connect, eventually, uri } from './connected.ts';
import { type FittedWorkspace, fittedWorkspace } from './fitted-workspace.ts';
import { addFolder, addImage } from './small-workspace.ts';

let place: FittedWorkspace;

before(async () => {
  place = await fittedWorkspace();
});

type WorkDone = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

test('a run reports its progress, and badges before it ends', async () => {
  const { client, changes } = place.connected;
  const reports: WorkDone[] = [];
  const folder = await addFolder(place.root, 'many', 400);
  client.onProgress(WorkDoneProgress.type, 'token', (value) => void reports.push(value));
  changes.length = 0;
  await client.sendRequest(scoreRequest, { uris: [uri(folder)], workDoneToken: 'token' });
  assert.equal(reports[0]?.kind, 'begin');
  assert.equal(reports.at(-1)?.kind, 'end');
  for (const report of reports.slice(0, -1)) {
    assert.match('message' in report ? (report.message ?? '') : '', /^\d+( of \d+)? images/);
  }
  const first = changes[0];
  assert.ok(first?.running !== null && (first?.uris?.length ?? 0) > 0, 'the first change is early');
  assert.equal(changes.at(-1)?.running, null);
});

test('a cancelled run answers within 200 ms, keeps what is done and says what is missing', async () => {
  const { client, changes } = place.connected;
  const folder = await addFolder(place.root, 'cancelled', 1500);
  const source = new CancellationTokenSource();
  changes.length = 0;
  const running = client.sendRequest(scoreRequest, { uris: [uri(folder)] }, source.token);
  await eventually('the first results', () => changes.some(({ uris }) => uris?.length !== 0));
  const cancelledMs = performance.now();
  source.cancel();
  const answer = await running;
  const tookMs = performance.now() - cancelledMs;
  assert.equal(answer.isCancelled, true);
  assert.match(answer.sentence, /^Stopped\. Scored/);
  assert.ok(tookMs < 200, `it took ${tookMs} ms`);
  const state = await client.sendRequest(stateRequest);
  const listed = state.folders.find((each) => each.uri === uri(folder));
  assert.equal(listed?.isPartial, true);
  const again = await client.sendRequest(scoreRequest, { uris: [uri(folder)] });
  assert.equal(again.folders[0]?.isPartial, false);
  const done = again.folders[0]!.counts;
  assert.equal(done.ordinary + done.unusual + done.veryUnusual, 1500);
});

test('two runs at once both end, each with its own folder', async () => {
  const folders = [
    await addFolder(place.root, 'left', 60),
    await addFolder(place.root, 'right', 90),
  ];
  const answers = await Promise.all(
    folders.map((folder) =>
      place.connected.client.sendRequest(scoreRequest, { uris: [uri(folder)] }),
    ),
  );
  assert.deepEqual(
    answers.map(({ folders: [one] }) => one?.uri),
    folders.map(uri),
  );
  assert.match(answers[0]!.sentence, /^Scored 60 images/);
  assert.match(answers[1]!.sentence, /^Scored 90 images/);
});

test('two runs over the same folder leave each image in it once', async () => {
  const folder = await addFolder(place.root, 'twice', 50);
  const score = () => place.connected.client.sendRequest(scoreRequest, { uris: [uri(folder)] });
  await Promise.all([score(), score()]);
  const page = await place.connected.client.sendRequest(pageRequest, {
    folderUri: uri(folder),
    sort: 'p',
    offset: 0,
    count: 1,
  });
  assert.equal(page.total, 50);
});

test('two windows on one workspace score the same folder without losing an image', async () => {
  const folder = await addFolder(place.root, 'shared', 300);
  const other = await connect(place.root);
  const both = [place.connected.client, other.client].map((client) =>
    client.sendRequest(scoreRequest, { uris: [uri(folder)] }),
  );
  for (const answer of await Promise.all(both)) assert.match(answer.sentence, /^Scored 300 images/);
  const query = { folderUri: uri(folder), sort: 'p', offset: 0, count: 1 } as const;
  for (const client of [place.connected.client, other.client]) {
    assert.equal((await client.sendRequest(pageRequest, query)).total, 300);
  }
});

test('single images of a folder that is not scored are listed as a part of it', async () => {
  const folder = await addFolder(place.root, 'some', 5);
  const uris = ['0.png', '3.png'].map((name) => uri(join(folder, name)));
  const answer = await place.connected.client.sendRequest(scoreRequest, { uris });
  assert.match(answer.sentence, /^Scored 2 images/);
  assert.equal(answer.folders[0]?.uri, uri(folder));
  assert.equal(answer.folders[0]?.isPartial, true);
});

test('a folder inside a scored one is scored there, and answers with its own counts', async () => {
  const { client } = place.connected;
  await client.sendRequest(scoreRequest, { uris: [uri(place.mixed)] });
  const odd = join(place.mixed, 'odd');
  const answer = await client.sendRequest(scoreRequest, { uris: [uri(odd)] });
  assert.equal(answer.folders[0]?.uri, uri(odd));
  const { folders } = await client.sendRequest(stateRequest);
  assert.equal(folders.filter((each) => each.uri.startsWith(uri(place.mixed))).length, 1);
});

test('rescoring looks at what came, changed or went, and at nothing else', async () => {
  const { client } = place.connected;
  const folder = await addFolder(place.root, 'changing', 6);
  await client.sendRequest(scoreRequest, { uris: [uri(folder)] });
  const rescore = () => client.sendRequest(rescoreChangedRequest, { uris: [uri(folder)] });
  assert.equal((await rescore()).sentence, 'Nothing came or changed.');
  await addImage(folder, 'new.png', 1);
  await addImage(folder, '0.png', 2);
  rmSync(join(folder, '1.png'));
  assert.match((await rescore()).sentence, /^Scored 2 images .* 1 image went\.$/);
  const page = await client.sendRequest(pageRequest, {
    folderUri: uri(folder),
    sort: 'name',
    offset: 0,
    count: 100,
  });
  assert.equal(page.total, 6);
});

const bad: { name: string; uris: () => string[]; message: RegExp }[] = [
  {
    name: 'a folder without images',
    uris: () => [uri(join(place.root, 'empty'))],
    message: /^There are no images in .*empty\.$/,
  },
  {
    name: 'a folder that is not there',
    uris: () => [uri(join(place.root, 'gone'))],
    message: /gone does not exist\.$/,
  },
  { name: 'nothing', uris: () => [], message: /^Nothing was chosen to score\.$/ },
  {
    name: 'a file of another machine',
    uris: () => ['vscode-vfs://github/a/b'],
    message: /is not a file on this machine\.$/,
  },
];
for (const { name, uris, message } of bad) {
  test(`${name} is answered with a sentence and a next step`, async () => {
    await addImage(join(place.root, 'empty'), 'a.png', 3);
    rmSync(join(place.root, 'empty', 'a.png'));
    const asked = place.connected.client.sendRequest(scoreRequest, { uris: uris() });
    await assert.rejects(asked, (error: { message: string; data?: { hint?: string } }) => {
      assert.match(error.message, message);
      assert.ok((error.data?.hint ?? '').length > 10);
      return true;
    });
  });
}
