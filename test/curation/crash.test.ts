import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDecisions } from '../../server/curation/decisions/decisions.ts';
import { withExclusiveLock } from '../../server/curation/decisions/exclusive-lock.ts';
import { temporaryName } from '../../server/curation/decisions/move-file.ts';
import { ok } from '../../server/protocol/failure.ts';
import {
  failureFrom,
  filesIn,
  manifestOf,
  put,
  scratchWorkspace,
  valueFrom,
} from './scratch-workspace.ts';

const dyingProcess = join(import.meta.dirname, 'dying-process.ts');

for (const when of ['before', 'after'] as const) {
  test(`a process killed ${when} the new name is made leaves one file, and an act that goes on`, async () => {
    const root = scratchWorkspace({ 'a.jpg': '1' });
    const path = join(root, 'a.jpg');
    const child = spawnSync(process.execPath, [dyingProcess, root, path, when]);
    assert.equal(child.signal, 'SIGKILL', String(child.stderr));
    assert.equal(manifestOf(root).length, 1, 'the intent is on the disk');
    assert.equal(existsSync(join(root, '.grood/trash/a.jpg')), when === 'after');

    const decisions = await openDecisions({ roots: [root] });
    assert.deepEqual(filesIn(root), { 'a.jpg': '1' });
    assert.deepEqual(
      decisions.list().map(({ state }) => state),
      ['dropped'],
    );
    valueFrom(await decisions.act({ kind: 'trash', paths: [path] }));
    assert.deepEqual(filesIn(root), { '.grood/trash/a.jpg': '1' });
  });
}

/** A workspace in which an image was trashed, and the manifest without the last lines. */
async function cutOff(lines: number): Promise<{ root: string; from: string; to: string }> {
  const root = scratchWorkspace({ 'a.jpg': 'content' });
  const from = join(root, 'a.jpg');
  const decisions = await openDecisions({ roots: [root] });
  valueFrom(await decisions.act({ kind: 'trash', paths: [from] }));
  const kept = manifestOf(root).slice(0, lines);
  put(join(root, '.grood/decisions.jsonl'), `${kept.join('\n')}\n`);
  return { root, from, to: join(root, '.grood/trash/a.jpg') };
}

const moments: readonly {
  readonly name: string;
  readonly happened: (place: { from: string; to: string }) => void;
  readonly state: string;
  readonly files: Readonly<Record<string, string>>;
}[] = [
  {
    name: 'the file arrived and only the note is missing',
    happened: () => {},
    state: 'made',
    files: { '.grood/trash/a.jpg': 'content' },
  },
  {
    name: 'nothing has moved',
    happened: ({ from, to }) => renameSync(to, from),
    state: 'dropped',
    files: { 'a.jpg': 'content' },
  },
  {
    name: 'the file has both names',
    happened: ({ from, to }) => linkSync(to, from),
    state: 'dropped',
    files: { 'a.jpg': 'content' },
  },
  {
    name: 'a whole copy stands on the other disk',
    happened: ({ from }) => writeFileSync(from, 'content'),
    state: 'dropped',
    files: { 'a.jpg': 'content' },
  },
  {
    name: 'an empty file holds the new name',
    happened: ({ from, to }) => {
      renameSync(to, from);
      writeFileSync(to, '');
    },
    state: 'dropped',
    files: { 'a.jpg': 'content' },
  },
  {
    name: 'half a copy was written',
    happened: ({ from, to }) => {
      renameSync(to, from);
      writeFileSync(temporaryName(to, 1), 'con');
    },
    state: 'dropped',
    files: { 'a.jpg': 'content' },
  },
  {
    name: 'another file came to the new place',
    happened: ({ from, to }) => {
      renameSync(to, from);
      writeFileSync(to, 'other');
    },
    state: 'dropped',
    files: { '.grood/trash/a.jpg': 'other', 'a.jpg': 'content' },
  },
];
for (const { name, happened, state, files } of moments) {
  test(`after a crash where ${name}, the manifest says what is so`, async () => {
    const place = await cutOff(1);
    happened(place);
    const decisions = await openDecisions({ roots: [place.root] });
    assert.equal(decisions.list()[0]?.state, state);
    assert.deepEqual(filesIn(place.root), files);
  });
}

test('an undo that was cut off is settled, whether the file came back or not', async () => {
  for (const cameBack of [true, false]) {
    const { root, from, to } = await cutOff(2);
    appendFileSync(join(root, '.grood/decisions.jsonl'), '{"is":"undo","id":1}\n');
    if (cameBack) renameSync(to, from);
    const decisions = await openDecisions({ roots: [root] });
    assert.equal(decisions.list()[0]?.state, cameBack ? 'undone' : 'made');
  }
});

test('a manifest with torn, foreign and contradictory lines is read for what it holds', async () => {
  const { root, from } = await cutOff(2);
  const path = join(root, '.grood/decisions.jsonl');
  const junk = ['', 'null', '[]', '{"is":"made","id":77}', '{"is":"intent","id":-1}', '{"id":1}'];
  appendFileSync(path, `${junk.join('\n')}\n{"is":"intent","id":2,"ba`);
  const decisions = await openDecisions({ roots: [root] });
  assert.equal(decisions.list().length, 1);
  valueFrom(await decisions.undo());
  assert.ok(existsSync(from));
  assert.match(readFileSync(path, 'utf8'), /"ba\n\{"is":"undo"/);
  assert.equal((await openDecisions({ roots: [root] })).list()[0]?.state, 'undone');
});

test('an altered manifest has nothing outside the workspace deleted', async () => {
  const outside = scratchWorkspace({ 'a.txt': 'same', 'b.txt': 'same' });
  const root = scratchWorkspace();
  const [from, to] = ['a.txt', 'b.txt'].map((name) => join(outside, name));
  const intent = { is: 'intent', id: 1, batch: 1, kind: 'trash', from, to, hash: 'x' };
  const time = '2026-01-01T00:00:00Z';
  put(join(root, '.grood/decisions.jsonl'), `${JSON.stringify({ ...intent, time })}\n`);
  assert.equal((await openDecisions({ roots: [root] })).list()[0]?.state, 'dropped');
  assert.deepEqual(filesIn(outside), { 'a.txt': 'same', 'b.txt': 'same' });
});

test('two windows take turns, and each sees what the other did', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `${i}.jpg`);
  const root = scratchWorkspace(Object.fromEntries(names.map((name) => [name, name])));
  const windows = [await openDecisions({ roots: [root] }), await openDecisions({ roots: [root] })];
  const paths = names.map((name) => join(root, name));
  const acted = await Promise.all(
    paths.map((path, i) => windows[i % 2]!.act({ kind: 'trash', paths: [path] })),
  );
  assert.deepEqual(
    acted.flatMap((each) => valueFrom(each).failures),
    [],
  );
  valueFrom(await windows[0]!.refresh());
  const ids = windows[0]!.list().map(({ id }) => id);
  assert.deepEqual(
    ids,
    [...ids.keys()].map((i) => i + 1),
  );
  for (let i = 0; i < names.length; i++) valueFrom(await windows[i % 2]!.undo());
  assert.equal(Object.keys(filesIn(root)).length, names.length);
  assert.ok(existsSync(paths[0]!));
});

test('a lock that another process keeps is waited for, then named', async () => {
  const path = join(scratchWorkspace(), 'lock');
  const other = withExclusiveLock(path, async () => {
    const waited = await withExclusiveLock(path, async () => ok(1), { patienceMs: 100 });
    assert.equal(failureFrom(waited).kind, 'busy');
    return ok(2);
  });
  assert.equal(valueFrom(await other), 2);
  assert.equal(valueFrom(await withExclusiveLock(path, async () => ok(3))), 3);
});
