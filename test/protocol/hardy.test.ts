import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { type TableRow, table } from '../../server/handlers/table.ts';
import { ok } from '../../server/protocol/failure.ts';
import { pageRequest, scoreRequest, stateRequest } from '../../server/protocol/lsp.ts';
import { type Connected, connect, uri } from './connected.ts';
import { type SmallWorkspace, smallWorkspace } from './small-workspace.ts';

let place: SmallWorkspace;
let connected: Connected;

const faulty: TableRow[] = [
  {
    method: 'test/throws',
    title: null,
    handler: () => {
      throw new TypeError('a bug in a handler');
    },
  },
  { method: 'test/strange', title: null, handler: async () => ok(undefined) },
];

before(async () => {
  place = await smallWorkspace();
  connected = await connect(place.root, { rows: [...table, ...faulty] });
});

test('a bug in a handler is answered with a sentence and logged, and the server goes on', async () => {
  const { client, logged } = connected;
  await assert.rejects(
    client.sendRequest('test/throws', {}),
    (error: Error & { data?: unknown }) => {
      assert.equal(error.message, 'Something went wrong inside GROOD.');
      assert.partialDeepStrictEqual(error.data, { kind: 'internal' });
      return true;
    },
  );
  assert.equal((await client.sendRequest(stateRequest)).running, null);
  assert.ok(logged.some((line) => line.includes('a bug in a handler')));
});

const nonsense: unknown[] = [null, 7, {}, { uris: 3 }, { uris: [null] }, { sort: 'p' }];
for (const params of nonsense) {
  test(`a request with ${JSON.stringify(params)} ends by itself alone`, async () => {
    const { client } = connected;
    const asked = [scoreRequest.method, pageRequest.method].map((method) =>
      client.sendRequest(method, params).then(
        () => 'answered',
        (error: Error) => error.message,
      ),
    );
    for (const answer of await Promise.all(asked)) assert.ok(answer.length > 0);
    assert.equal((await client.sendRequest(stateRequest)).running, null);
  });
}

test('a method that is not known is refused', async () => {
  await assert.rejects(connected.client.sendRequest('grood/unknown', {}), /Unhandled method/);
});

test('without a folder the state says what to do', async () => {
  const alone = await connect(place.root, { roots: [] });
  const { detector } = await alone.client.sendRequest(stateRequest);
  assert.partialDeepStrictEqual(detector.failure, { message: 'No folder is open.' });
  const scoring = alone.client.sendRequest(scoreRequest, { uris: [uri(place.mixed)] });
  await assert.rejects(scoring, /No folder is open/);
});

test('a grood.json that is broken is named with its line', async () => {
  const other = await smallWorkspace();
  writeFileSync(join(other.root, 'grood.json'), '{\n  "alpha": 7\n}\n');
  const broken = await connect(other.root);
  const { detector } = await broken.client.sendRequest(stateRequest);
  assert.match(detector.failure?.message ?? '', /^grood\.json:2: "alpha" must be a number between/);
});

test('of several folders, the one whose grood.json names a detector serves all', async () => {
  const other = await smallWorkspace();
  writeFileSync(join(other.root, 'grood.json'), '{ "detector": "absent.onnx" }');
  const both = await connect(place.root, { roots: [place.root, other.root] });
  const { detector } = await both.client.sendRequest(stateRequest);
  assert.equal(detector.configurationUri, uri(join(other.root, 'grood.json')));
  assert.match(detector.failure?.message ?? '', /There is no detector file .*absent\.onnx/);
});
