import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import {
  actRequest,
  badgesRequest,
  emptyTrashRequest,
  explainRequest,
  exportRequest,
  heatmapRequest,
  pageRequest,
  scoreRequest,
  thumbnailsRequest,
  undoRequest,
} from '../../server/protocol/lsp.ts';
import { connect, uri } from '../protocol/connected.ts';
import { type FittedWorkspace, fittedWorkspace } from '../protocol/fitted-workspace.ts';
import { scratchWorkspace } from './scratch-workspace.ts';

// The trash of whoever runs the tests is not touched.
for (const name of ['HOME', 'XDG_DATA_HOME']) process.env[name] = scratchWorkspace();

let place: FittedWorkspace;
let odd: string;
before(async () => {
  place = await fittedWorkspace();
  odd = join(place.mixed, 'odd', '0.png');
  await client().sendRequest(scoreRequest, { uris: [uri(place.mixed)] });
});

function client(): FittedWorkspace['connected']['client'] {
  return place.connected.client;
}

const all = { sort: 'p', offset: 0, count: 100 } as const;

async function decisionOf(path: string): Promise<string | null | undefined> {
  const { tiles } = await client().sendRequest(badgesRequest, { uris: [uri(path)] });
  return tiles[0]?.decision;
}

test('an image goes to quarantine, keeps its tile and picture, and comes back', async () => {
  const target = join(place.root, 'quarantine');
  const params = { kind: 'quarantine', uris: [uri(odd)], target } as const;
  const acted = await client().sendRequest(actRequest, params);
  assert.deepEqual(acted.failures, []);
  assert.equal(acted.decisions[0]?.toUri, uri(join(target, 'mixed/odd/0.png')));
  assert.equal(await decisionOf(odd), 'quarantine');
  const page = await client().sendRequest(pageRequest, { ...all, isDecided: true });
  assert.deepEqual([page.total, page.counts.decided], [1, 1]);
  const pictures = { uris: [uri(odd)], sizePx: 64 };
  const packed = await client().sendRequest(thumbnailsRequest, pictures);
  assert.ok(packed.places[0]!.length > 0);

  const undone = await client().sendRequest(undoRequest, {});
  assert.deepEqual(
    [undone.sentence, undone.decisions[0]?.isUndone],
    ['Brought 1 image back.', true],
  );
  assert.ok(existsSync(odd));
  assert.equal(await decisionOf(odd), null);
});

test('a relabelled image goes to a class of the detector', async () => {
  const path = join(place.train, 'red', '0.png');
  const params = { kind: 'relabel', uris: [uri(path)], target: 'pink' } as const;
  const acted = await client().sendRequest(actRequest, params);
  assert.equal(acted.decisions[0]?.toUri, uri(join(place.train, 'pink', '0 (2).png')));
  await client().sendRequest(undoRequest, { ids: [acted.decisions[0]!.id] });
  assert.ok(existsSync(path));
});

test('an unusual image is explained by classes, examples, calibration, facts and a sentence', async () => {
  const answer = await client().sendRequest(explainRequest, { uri: uri(odd) });
  assert.equal(answer.tile.grade, 'very-unusual');
  assert.match(answer.why, /^(Both views|Its gradient|Its appearance)/);
  const names = answer.prototypeDistances.map(({ name }) => name);
  assert.deepEqual(names, ['orange', 'pink', 'red', 'OOD prototype']);
  assert.equal(answer.neighbours.length, 5);
  for (const { uri: at, path, class: label, isMissing } of answer.lookalikes) {
    assert.equal(at, uri(join(place.train, path)));
    assert.equal(label, path.split('/')[0]);
    assert.equal(isMissing, undefined);
  }
  const { counts, edges, score, threshold } = answer.calibration;
  assert.equal(edges.length, counts.length + 1);
  assert.ok(score !== null && threshold !== null && score > threshold);
  const facts = new Map(answer.facts.map(({ name, value }) => [name, value]));
  assert.equal(facts.get('Size'), '32 × 32');
  assert.equal(facts.get('Format'), 'PNG');
  assert.equal(facts.get('Device'), 'ONNX Runtime · CPU');
});

test('an image that was not scored is scored to be explained, and gets into no page', async () => {
  const path = join(place.train, 'orange', '3.png');
  const { total } = await client().sendRequest(pageRequest, all);
  const answer = await client().sendRequest(explainRequest, { uri: uri(path) });
  assert.equal(answer.record.class, 'orange');
  assert.equal(answer.tile.grade, 'ordinary');
  assert.ok(answer.neighbours.every(({ path: near }) => near !== 'orange/3.png'));
  assert.equal((await client().sendRequest(pageRequest, all)).total, total);
});

test('a broken image is explained by what is wrong with it', async () => {
  const path = join(place.mixed, 'broken.png');
  const answer = await client().sendRequest(explainRequest, { uri: uri(path) });
  assert.match(answer.why, /broken\.png is not an image/);
  assert.deepEqual(answer.prototypeDistances, []);
  assert.equal(answer.calibration.score, null);
});

test('training images that are gone are said to be, and have no picture', async () => {
  const away = join(place.root, 'away');
  renameSync(place.train, away);
  try {
    const answer = await client().sendRequest(explainRequest, { uri: uri(odd) });
    assert.ok(answer.lookalikes.every(({ isMissing }) => isMissing === true));
    const fact = answer.facts.find(({ name }) => name === 'Training images');
    assert.match(fact?.value ?? '', /^\d+ files of those shown can't be found in /);
  } finally {
    renameSync(away, place.train);
  }
});

test('a file that does not exist is a failure with a sentence', async () => {
  const missing = { uri: uri(join(place.root, 'none.png')) };
  await assert.rejects(client().sendRequest(explainRequest, missing), /none\.png does not exist/);
  await assert.rejects(client().sendRequest(heatmapRequest, missing), /none\.png does not exist/);
});

test('the heat map has a finite value for each cell', async () => {
  const map = await client().sendRequest(heatmapRequest, { uri: uri(odd) });
  assert.equal(map.values.length, map.rows * map.columns);
  assert.ok(map.values.every(Number.isFinite));
});

const tables = [
  { format: 'csv', filter: { sort: 'p' }, lines: 18 },
  { format: 'jsonl', filter: { sort: 'p', grades: ['very-unusual'] }, lines: 4 },
  { format: 'list', uris: ['odd/1.png', 'odd/2.png'], lines: 2 },
] as const;
for (const { format, lines, ...what } of tables) {
  test(`${format} holds what was chosen`, async () => {
    const to = join(place.root, `out.${format}`);
    const uris = 'uris' in what ? what.uris.map((name) => uri(join(place.mixed, name))) : undefined;
    const params = { format, toUri: uri(to), ...what, ...(uris === undefined ? {} : { uris }) };
    const { sentence } = await client().sendRequest(exportRequest, params as never);
    const text = readFileSync(to, 'utf8');
    assert.equal(text.trimEnd().split(/\r?\n/).length, lines);
    assert.match(sentence, /^Wrote \d+ images to /);
    if (format === 'list')
      assert.equal(text, `${join(place.mixed, 'odd/1.png')}\n${join(place.mixed, 'odd/2.png')}\n`);
  });
}

test('decisions are exported, undone ones too', async () => {
  const to = join(place.root, 'decisions.csv');
  await client().sendRequest(exportRequest, { format: 'decisions', toUri: uri(to) });
  const lines = readFileSync(to, 'utf8').trimEnd().split('\r\n');
  assert.equal(lines[0], 'id,batch,kind,state,from,to,hash,time');
  assert.match(lines[1] ?? '', /^1,1,quarantine,undone,/);
});

test('emptying the trash takes the images out of the gallery', async () => {
  const path = join(place.mixed, 'odd', '3.png');
  const { decisions } = await client().sendRequest(actRequest, {
    kind: 'trash',
    uris: [uri(path)],
  });
  const { total } = await client().sendRequest(pageRequest, all);
  const { sentence } = await client().sendRequest(emptyTrashRequest);
  assert.match(sentence, /^Emptied the trash: /);
  assert.equal((await client().sendRequest(pageRequest, all)).total, total - 1);
  const { failures } = await client().sendRequest(undoRequest, { ids: [decisions[0]!.id] });
  assert.match(failures[0]?.message ?? '', /is gone from the trash of this workspace/);
});

test('a workspace that is not trusted shows decisions and explains without the detector', async () => {
  const wary = await connect(place.root, { isTrusted: false });
  const answer = await wary.client.sendRequest(explainRequest, { uri: uri(odd) });
  assert.equal(answer.tile.grade, 'very-unusual');
  assert.deepEqual(answer.prototypeDistances, []);
  await assert.rejects(wary.client.sendRequest(heatmapRequest, { uri: uri(odd) }), /trust/);
});
