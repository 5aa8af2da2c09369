import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, test } from 'node:test';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import {
  type PageAnswer,
  pageRequest,
  resultsChanged,
  scoreRequest,
  stateRequest,
} from '../../server/protocol/lsp.ts';
import { afterwards } from './afterwards.ts';
import { uri } from './connected.ts';
import { type FittedWorkspace, fittedWorkspace } from './fitted-workspace.ts';
import { addFolder } from './small-workspace.ts';

let place: FittedWorkspace;
let folder: string;

before(async () => {
  place = await fittedWorkspace();
  folder = await addFolder(place.root, 'many', 1500);
  await place.connected.close();
});

interface Running {
  readonly child: ChildProcess;
  readonly client: ProtocolConnection;
}

/** The server as an editor starts it. */
async function start(): Promise<Running> {
  const main = join(import.meta.dirname, '../../server/main.ts');
  const child = fork(main, ['--node-ipc'], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  afterwards(() => void child.kill('SIGKILL'));
  const client = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  client.onError(() => {});
  client.listen();
  await client.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: uri(place.root), name: 'root' }],
    capabilities: {},
    initializationOptions: { isTrusted: true },
  });
  await client.sendNotification('initialized', {});
  return { child, client };
}

function page({ client }: Running): Promise<PageAnswer> {
  const query = { folderUri: uri(folder), sort: 'name', offset: 0, count: 1000 } as const;
  return client.sendRequest(pageRequest, query);
}

test('a server that is killed in mid-run goes on from the store, with the same results', async () => {
  const first = await start();
  const { promise: hasResults, resolve } = Promise.withResolvers<void>();
  first.client.onNotification(resultsChanged, ({ running }) => {
    if ((running?.done ?? 0) > 100) resolve();
  });
  const lost = first.client.sendRequest(scoreRequest, { uris: [uri(folder)] });
  lost.catch(() => undefined);
  await hasResults;
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = await start();
  const kept = await page(second);
  assert.ok(kept.total >= 100, `${kept.total} results are kept`);
  const state = await second.client.sendRequest(stateRequest);
  assert.equal(state.folders[0]?.isPartial, true);
  const answer = await second.client.sendRequest(scoreRequest, { uris: [uri(folder)] });
  assert.match(answer.sentence, /^Scored 1,500 images/);
  assert.equal(answer.folders[0]?.isPartial, false);
  const done = await page(second);
  assert.equal(done.total, 1500);
  const byUri = new Map(done.tiles.map((tile) => [tile.uri, tile]));
  for (const tile of kept.tiles) {
    const now = byUri.get(tile.uri);
    if (now !== undefined) assert.deepEqual(now, tile);
  }
  await second.client.sendRequest('shutdown');
  await second.client.sendNotification('exit');
  const [code] = await once(second.child, 'exit');
  assert.equal(code, 0);
});

test('a server whose editor is gone in mid-run ends by itself', async () => {
  const { child, client } = await start();
  const { promise: isScoring, resolve } = Promise.withResolvers<void>();
  client.onNotification(resultsChanged, () => resolve());
  const odd = await addFolder(place.root, 'another', 1500);
  client.sendRequest(scoreRequest, { uris: [uri(odd)] }).catch(() => undefined);
  await isScoring;
  child.disconnect();
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
});
