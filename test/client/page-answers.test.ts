import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from '../../client/failure-of.ts';
import {
  type Ask,
  galleryAnswers,
  inspectorAnswers,
  type PageHost,
  packed,
} from '../../client/panels/page-answers.ts';
import { type AnswerMessage, answerAsks } from '../../server/protocol/port.ts';
import type { GalleryRequests, InspectorRequests } from '../../server/protocol/view.ts';

interface Asked {
  readonly method: string;
  readonly params: unknown;
  readonly isOnceOnly: boolean;
}

/** A host that answers `answer` to all, and keeps what the server would have been asked. */
function host(answer: unknown, changes: Partial<PageHost> = {}): PageHost & { asked: Asked[] } {
  const asked: Asked[] = [];
  const ask = ((type: { method: string }, params: unknown, options?: { isOnceOnly?: boolean }) => {
    asked.push({ method: type.method, params, isOnceOnly: options?.isOnceOnly === true });
    return Promise.resolve(answer);
  }) as Ask;
  const fail = (): never => assert.fail('not expected');
  return {
    asked,
    ask,
    texts: () => ({}),
    state: fail,
    folderUri: () => null,
    run: fail,
    chooseTarget: fail,
    chooseExport: fail,
    fileSize: fail,
    readFile: fail,
    cancel: fail,
    ...changes,
  };
}

/** What a page gets that sends `message`. */
async function answerTo(message: unknown, to: PageHost): Promise<AnswerMessage | undefined> {
  const answers: AnswerMessage[] = [];
  const handlers = { ...inspectorAnswers(to), ...galleryAnswers(to) };
  const receive = answerAsks<InspectorRequests & GalleryRequests>(
    handlers,
    (sent) => answers.push(sent),
    {
      toFailure: failureOf,
      onUnknown: () => {},
    },
  );
  await receive(message);
  assert.ok(answers.length <= 1);
  return answers[0];
}

test('a page of results is asked of the server with what the contract names, and no more', async () => {
  const to = host({ total: 0 });
  const params = { sort: 'p', offset: 0, count: 50, grades: ['unusual'], extra: 'x' };
  const answer = await answerTo({ ask: 'page', id: 7, params }, to);
  assert.deepEqual(answer, { answer: 7, ok: true, result: { total: 0 } });
  const { extra: _, ...wanted } = params;
  assert.deepEqual(to.asked, [{ method: 'grood/page', params: wanted, isOnceOnly: false }]);
});

const nonsense = [
  { ask: 'page', params: null },
  { ask: 'page', params: { sort: 'p; drop table', offset: 0, count: 1 } },
  { ask: 'page', params: { sort: 'p', offset: -1, count: 1 } },
  { ask: 'page', params: { sort: 'p', offset: 0, count: Number.POSITIVE_INFINITY } },
  { ask: 'page', params: { sort: 'p', offset: 0, count: 1, grades: ['odd'] } },
  { ask: 'page', params: { sort: 'p', offset: 0, count: 1, folderUri: 'https://host/' } },
  { ask: 'threshold', params: { p: Number.NaN, isFinal: true } },
  { ask: 'threshold', params: { p: 0.05, isFinal: 'yes' } },
  { ask: 'thumbnails', params: { uris: Array(201).fill('file:///a.png'), sizePx: 96 } },
  { ask: 'thumbnails', params: { uris: 'file:///a.png', sizePx: 96 } },
  { ask: 'picture', params: { uri: 'file:///etc/passwd' } },
  { ask: 'picture', params: { uri: 'https://host/a.png' } },
  { ask: 'picture', params: null },
  { ask: 'act', params: { kind: 'delete', uris: [] } },
  { ask: 'act', params: { kind: 'trash', uris: [{}] } },
  { ask: 'run', params: { command: 'workbench.action.terminal.new', uris: [] } },
  { ask: 'export', params: { format: 'exe', uris: null, filter: { sort: 'p' } } },
  { ask: 'next', params: { uri: 'file:///a.png', step: 2 } },
  { ask: 'undo', params: { ids: ['1'] } },
];
for (const [id, { ask, params }] of nonsense.entries()) {
  test(`a page that asks ${ask} with ${JSON.stringify(params)?.slice(0, 60)} is refused`, async () => {
    const to = host({});
    const answer = await answerTo({ ask, id, params }, to);
    assert.ok(answer !== undefined && answer.answer === id && !answer.ok);
    assert.ok(answer.failure.message.length > 0);
    assert.deepEqual(to.asked, []);
  });
}

test('what is no question is not answered', async () => {
  for (const message of [null, 'page', 3, {}, { ask: 'page' }, { ask: 'toString', id: 1 }]) {
    assert.equal(await answerTo(message, host({})), undefined);
  }
});

test('an act changes files, so it is asked once only', async () => {
  const to = host({ decisions: [] });
  await answerTo({ ask: 'act', id: 1, params: { kind: 'trash', uris: ['file:///a.png'] } }, to);
  await answerTo({ ask: 'undo', id: 2, params: {} }, to);
  assert.deepEqual(
    to.asked.map(({ method, isOnceOnly }) => [method, isOnceOnly]),
    [
      ['grood/act', true],
      ['grood/undo', true],
    ],
  );
});

test('where quarantined files go is asked of the person, whatever the page says', async () => {
  const to = host({}, { chooseTarget: async () => 'quarantine' });
  const params = { kind: 'quarantine', uris: ['file:///a.png'], target: '/etc' };
  await answerTo({ ask: 'act', id: 1, params }, to);
  assert.deepEqual(to.asked[0]?.params, { ...params, target: 'quarantine' });
});

test('a page names the class of a relabel, or the person is asked', async () => {
  const to = host({}, { chooseTarget: async () => 'yield' });
  const params = { kind: 'relabel', uris: ['file:///a.png'] };
  await answerTo({ ask: 'act', id: 1, params: { ...params, target: 'stop' } }, to);
  await answerTo({ ask: 'act', id: 2, params }, to);
  const targets = to.asked.map(({ params: sent }) => (sent as { target?: string }).target);
  assert.deepEqual(targets, ['stop', 'yield']);
});

test('nothing is moved or written where the person changed their mind', async () => {
  const to = host({}, { chooseTarget: async () => null, chooseExport: async () => null });
  const uris = ['file:///a.png'];
  const acted = await answerTo({ ask: 'act', id: 1, params: { kind: 'quarantine', uris } }, to);
  assert.ok(acted !== undefined && !acted.ok && acted.failure.kind === 'cancelled');
  const params = { format: 'csv', uris: null, filter: { sort: 'p' } };
  const exported = await answerTo({ ask: 'export', id: 2, params }, to);
  assert.deepEqual(exported, { answer: 2, ok: true, result: null });
  assert.deepEqual(to.asked, []);
});

test('thumbnails become one buffer that holds them and nothing else', () => {
  const bytes = Buffer.from('abcdef');
  const places = [{ offset: 0, length: 6 }];
  const pictures = packed({ bytes: bytes.toString('base64'), places });
  assert.equal(pictures.bytes.byteLength, 6);
  assert.deepEqual(Buffer.from(pictures.bytes), bytes);
  assert.deepEqual(pictures.places, places);
});

const pictures = [
  { name: 'a PNG is sent as it is', uri: 'file:///a.png', size: 4, type: 'image/png', asks: 0 },
  { name: 'a TIFF is sent as WebP', uri: 'file:///a.TIF', size: 4, type: 'image/webp', asks: 1 },
  {
    name: 'a huge JPEG is sent smaller',
    uri: 'file:///a.jpg',
    size: 1e8,
    type: 'image/webp',
    asks: 1,
  },
];
for (const { name, uri, size, type, asks } of pictures) {
  test(`of pictures, ${name}`, async () => {
    const to = host(
      { bytes: Buffer.from('web').toString('base64'), places: [{ offset: 0, length: 3 }] },
      { fileSize: async () => size, readFile: async () => Buffer.from('file') },
    );
    const { bytes, type: sent } = await inspectorAnswers(to).picture({ uri });
    assert.equal(sent, type);
    assert.equal(Buffer.from(bytes).toString(), asks === 0 ? 'file' : 'web');
    assert.equal(to.asked.length, asks);
  });
}
