import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Act } from '../../server/curation/decisions/act.ts';
import { openDecisions } from '../../server/curation/decisions/decisions.ts';
import { failureFrom, filesIn, put, scratchWorkspace, valueFrom } from './scratch-workspace.ts';

const acts: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly act: Omit<Act, 'paths'>;
  readonly on: readonly string[];
  readonly gives: Readonly<Record<string, string>>;
  readonly says: string;
}[] = [
  {
    name: 'quarantine keeps the path below its folder',
    files: { 'photos/cam/a.jpg': '1' },
    act: { kind: 'quarantine', target: 'out' },
    on: ['photos/cam/a.jpg'],
    gives: { 'out/photos/cam/a.jpg': '1' },
    says: 'Moved 1 image to quarantine in out.',
  },
  {
    name: 'the trash is the workspace’s own',
    files: { 'a.jpg': '1', 'b/a.jpg': '2' },
    act: { kind: 'trash' },
    on: ['a.jpg', 'b/a.jpg'],
    gives: { '.grood/trash/a.jpg': '1', '.grood/trash/b/a.jpg': '2' },
    says: 'Moved 2 images to the trash of this workspace.',
  },
  {
    name: 'a relabelled image goes to the class folder beside its own',
    files: { 'train/stop/deep/a.jpg': '1' },
    act: { kind: 'relabel', target: 'yield', classes: ['stop', 'yield'] },
    on: ['train/stop/deep/a.jpg'],
    gives: { 'train/yield/deep/a.jpg': '1' },
    says: 'Moved 1 image to yield.',
  },
  {
    name: 'without class names a folder that stands beside it is its class folder',
    files: { 'train/stop/a.jpg': '1', 'train/yield/b.jpg': '2' },
    act: { kind: 'relabel', target: 'yield' },
    on: ['train/stop/a.jpg'],
    gives: { 'train/yield/a.jpg': '1', 'train/yield/b.jpg': '2' },
    says: 'Moved 1 image to yield.',
  },
  {
    name: 'an image in no class folder gets one in its own folder',
    files: { 'new/a.jpg': '1' },
    act: { kind: 'relabel', target: 'yield', classes: ['stop', 'yield'] },
    on: ['new/a.jpg'],
    gives: { 'new/yield/a.jpg': '1' },
    says: 'Moved 1 image to yield.',
  },
  {
    name: 'a mark moves nothing',
    files: { 'a.jpg': '1' },
    act: { kind: 'fine' },
    on: ['a.jpg'],
    gives: { 'a.jpg': '1' },
    says: 'Marked 1 image as fine.',
  },
  {
    name: 'a name that is taken gets a number, twice in one act too',
    files: {
      'a/x.jpg': '1',
      'b/x.jpg': '2',
      'yield/x.jpg': '3',
      'yield/x (2).jpg': '4',
    },
    act: { kind: 'relabel', target: 'yield', classes: ['a', 'b', 'yield'] },
    on: ['a/x.jpg', 'b/x.jpg'],
    gives: {
      'yield/x (2).jpg': '4',
      'yield/x (3).jpg': '1',
      'yield/x (4).jpg': '2',
      'yield/x.jpg': '3',
    },
    says: 'Moved 2 images to yield.',
  },
  {
    name: 'hostile names are names',
    files: { 'a b/\n"; rm -rf $(x) \u202e.jpg': '1', 'a b/=1+1,"q".jpg': '2', 'ü/%2e%2e.jpg': '3' },
    act: { kind: 'trash' },
    on: ['a b/\n"; rm -rf $(x) \u202e.jpg', 'a b/=1+1,"q".jpg', 'ü/%2e%2e.jpg'],
    gives: {
      '.grood/trash/a b/\n"; rm -rf $(x) \u202e.jpg': '1',
      '.grood/trash/a b/=1+1,"q".jpg': '2',
      '.grood/trash/ü/%2e%2e.jpg': '3',
    },
    says: 'Moved 3 images to the trash of this workspace.',
  },
];

for (const { name, files, act, on, gives, says } of acts) {
  test(`${name}, and is undone after a restart`, async () => {
    const root = scratchWorkspace(files);
    const paths = on.map((path) => join(root, path));
    const first = await openDecisions({ roots: [root] });
    const acted = valueFrom(await first.act({ ...act, paths }));
    assert.deepEqual(acted.failures, []);
    assert.equal(acted.sentence, says);
    assert.deepEqual(filesIn(root), gives);
    assert.equal(first.of(paths[0]!)?.kind, act.kind);

    const restarted = await openDecisions({ roots: [root] });
    assert.deepEqual(restarted.list(), first.list());
    const undone = valueFrom(await restarted.undo());
    assert.deepEqual(undone.failures, []);
    assert.equal(undone.decisions.length, on.length);
    assert.deepEqual(filesIn(root), files);
    assert.equal(restarted.of(paths[0]!), null);
    assert.equal(valueFrom(await restarted.undo()).sentence, 'There is nothing to undo.');
  });
}

test('undo goes back act by act, and by id', async () => {
  const root = scratchWorkspace({ 'a.jpg': '1', 'b.jpg': '2', 'c.jpg': '3' });
  const decisions = await openDecisions({ roots: [root] });
  const before = filesIn(root);
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) {
    valueFrom(await decisions.act({ kind: 'trash', paths: [join(root, name)] }));
  }
  valueFrom(await decisions.undo([2]));
  assert.ok(existsSync(join(root, 'b.jpg')));
  assert.ok(!existsSync(join(root, 'c.jpg')));
  valueFrom(await decisions.undo());
  assert.ok(existsSync(join(root, 'c.jpg')));
  assert.ok(!existsSync(join(root, 'a.jpg')));
  valueFrom(await decisions.undo());
  assert.deepEqual(filesIn(root), before);
  const again = valueFrom(await decisions.undo([2, 99]));
  assert.deepEqual(
    again.failures.map(({ message }) => message),
    [
      `The decision on ${join(root, 'b.jpg')} is undone already.`,
      'There is no decision 99 to undo.',
    ],
  );
});

test('an image moved twice comes back when both are undone, not when the first alone is', async () => {
  const root = scratchWorkspace({ 'stop/a.jpg': '1' });
  const classes = ['stop', 'yield'];
  const decisions = await openDecisions({ roots: [root] });
  const paths = [join(root, 'stop/a.jpg')];
  valueFrom(await decisions.act({ kind: 'relabel', target: 'yield', classes, paths }));
  valueFrom(await decisions.act({ kind: 'trash', paths: [join(root, 'yield/a.jpg')] }));
  const alone = valueFrom(await decisions.undo([1]));
  assert.equal(
    alone.failures[0]?.message,
    `The image was moved on from ${join(root, 'yield/a.jpg')} to ${join(root, '.grood/trash/yield/a.jpg')}.`,
  );
  assert.deepEqual(valueFrom(await decisions.undo([1, 2])).failures, []);
  assert.deepEqual(filesIn(root), { 'stop/a.jpg': '1' });
});

test('an original place that is taken is refused, and the image stays where it is said', async () => {
  const root = scratchWorkspace({ 'a.jpg': '1' });
  const decisions = await openDecisions({ roots: [root] });
  valueFrom(await decisions.act({ kind: 'trash', paths: [join(root, 'a.jpg')] }));
  writeFileSync(join(root, 'a.jpg'), 'new');
  const undone = valueFrom(await decisions.undo());
  const trashed = join(root, '.grood/trash/a.jpg');
  assert.equal(undone.sentence, 'The image was not brought back.');
  assert.equal(
    undone.failures[0]?.message,
    `${join(root, 'a.jpg')} is taken by another file; the image is still at ${trashed}.`,
  );
  assert.deepEqual(filesIn(root), { '.grood/trash/a.jpg': '1', 'a.jpg': 'new' });
  assert.equal(decisions.of(trashed)?.state, 'made');
});

test('a failed file does not keep the others from moving', async () => {
  const root = scratchWorkspace({ 'a.jpg': '1', 'b.jpg': '2' });
  const paths = ['a.jpg', 'gone.jpg', 'b.jpg', '.'].map((name) => join(root, name));
  const decisions = await openDecisions({ roots: [root] });
  const acted = valueFrom(await decisions.act({ kind: 'trash', paths }));
  assert.equal(acted.sentence, 'Moved 2 images to the trash of this workspace. 2 could not be.');
  assert.equal(acted.failures[0]?.message, `${join(root, 'gone.jpg')} does not exist.`);
});

test('an image that was moved away is named with its place', async () => {
  const root = scratchWorkspace({ 'a.jpg': '1' });
  const paths = [join(root, 'a.jpg')];
  const decisions = await openDecisions({ roots: [root] });
  valueFrom(await decisions.act({ kind: 'trash', paths }));
  const again = valueFrom(await decisions.act({ kind: 'fine', paths }));
  assert.match(
    again.failures[0]?.message ?? '',
    /a\.jpg was moved to .*trash\/a\.jpg by an earlier/,
  );
});

test('marking twice is one mark', async () => {
  const root = scratchWorkspace({ 'a.jpg': '1' });
  const paths = [join(root, 'a.jpg')];
  const decisions = await openDecisions({ roots: [root] });
  valueFrom(await decisions.act({ kind: 'fine', paths }));
  assert.equal(valueFrom(await decisions.act({ kind: 'fine', paths })).decisions[0]?.id, 1);
  assert.equal(decisions.list().length, 1);
});

const refused: readonly { readonly act: Omit<Act, 'paths'>; readonly says: RegExp }[] = [
  { act: { kind: 'quarantine', target: '' }, says: /No quarantine folder was named/ },
  { act: { kind: 'quarantine', target: '../out' }, says: /leads out of the workspace/ },
  { act: { kind: 'quarantine', target: '.' }, says: /in quarantine already/ },
  { act: { kind: 'quarantine', target: 'link' }, says: /leads out of .* by a symbolic link/ },
  { act: { kind: 'relabel', target: 'stop', classes: ['stop'] }, says: /is in stop already/ },
  ...['', '..', '.hidden', 'a/b', 'a\\b', 'a\0', 'a\n', 'a '].map((target) => ({
    act: { kind: 'relabel' as const, target },
    says: /can't be the name of a class folder/,
  })),
  { act: { kind: 'relabel', target: 'out', classes: ['stop'] }, says: /by a symbolic link/ },
];
for (const { act, says } of refused) {
  test(`${act.kind} to ${JSON.stringify(act.target)} is refused in words`, async () => {
    const outside = scratchWorkspace();
    const root = scratchWorkspace({ 'stop/a.jpg': '1' });
    symlinkSync(outside, join(root, 'link'));
    symlinkSync(outside, join(root, 'out'));
    const decisions = await openDecisions({ roots: [root] });
    const acted = valueFrom(await decisions.act({ ...act, paths: [join(root, 'stop/a.jpg')] }));
    assert.match(acted.failures[0]?.message ?? '', says);
    assert.equal(acted.sentence, 'The image was not moved.');
    assert.deepEqual(filesIn(root), { 'stop/a.jpg': '1' });
    assert.deepEqual(filesIn(outside), {});
  });
}

test('nothing outside the workspace is touched, through links and dots neither', async () => {
  const outside = scratchWorkspace({ 'a.jpg': '1' });
  const root = scratchWorkspace();
  symlinkSync(outside, join(root, 'link'));
  const decisions = await openDecisions({ roots: [root] });
  const names = [join(outside, 'a.jpg'), join(root, 'link/a.jpg'), `${root}/../x/a.jpg`, root];
  const acted = valueFrom(await decisions.act({ kind: 'trash', paths: names }));
  assert.equal(acted.failures.length, names.length);
  for (const { message } of acted.failures) assert.match(message, /lies outside the workspace/);
  assert.match(acted.failures[1]?.hint ?? '', /A symbolic link leads to/);
  assert.deepEqual(filesIn(outside), { 'a.jpg': '1' });
});

test('a workspace that is itself reached by a link works by the name it was given', async () => {
  const real = scratchWorkspace({ 'a.jpg': '1' });
  const root = join(scratchWorkspace(), 'link');
  symlinkSync(real, root);
  const decisions = await openDecisions({ roots: [root] });
  const path = join(root, 'a.jpg');
  valueFrom(await decisions.act({ kind: 'trash', paths: [path] }));
  assert.equal(decisions.of(path)?.from, path);
  valueFrom(await decisions.undo());
  assert.deepEqual(filesIn(real), { 'a.jpg': '1' });
});

test('a link moves as a link that still leads to its file, and its text comes back', async () => {
  const root = scratchWorkspace({ 'pool/a.jpg': '1' });
  mkdirSync(join(root, 'view'));
  const path = join(root, 'view/a.jpg');
  symlinkSync('../pool/a.jpg', path);
  const decisions = await openDecisions({ roots: [root] });
  valueFrom(await decisions.act({ kind: 'trash', paths: [path] }));
  assert.equal(readlinkSync(join(root, '.grood/trash/view/a.jpg')), join(root, 'pool/a.jpg'));
  assert.deepEqual(filesIn(root), { 'pool/a.jpg': '1' });
  valueFrom(await (await openDecisions({ roots: [root] })).undo());
  assert.equal(readlinkSync(path), '../pool/a.jpg');
});

test('quarantine may lie outside where the user named it by its full path', async () => {
  const target = scratchWorkspace();
  const root = scratchWorkspace({ 'a/b.jpg': '1' });
  const decisions = await openDecisions({ roots: [root] });
  const paths = [join(root, 'a/b.jpg')];
  valueFrom(await decisions.act({ kind: 'quarantine', target, paths }));
  assert.deepEqual(filesIn(target), { 'a/b.jpg': '1' });
  valueFrom(await decisions.undo());
  assert.deepEqual(filesIn(root), { 'a/b.jpg': '1' });
});

test('an altered manifest brings no foreign file into the workspace', async () => {
  const outside = scratchWorkspace({ 'secret.txt': 'secret' });
  const root = scratchWorkspace();
  const secret = join(outside, 'secret.txt');
  const line = { id: 1, batch: 1, kind: 'quarantine', from: 'a.jpg', to: secret, hash: 'x' };
  const time = '2026-01-01T00:00:00Z';
  const lines = [
    { is: 'intent', ...line, time },
    { is: 'made', id: 1, time },
  ];
  put(
    join(root, '.grood/decisions.jsonl'),
    lines.map((each) => JSON.stringify(each)).join('\n') + '\n',
  );
  const undone = valueFrom(await (await openDecisions({ roots: [root] })).undo());
  assert.match(undone.failures[0]?.message ?? '', /is not the image that was moved there/);
  assert.ok(existsSync(secret));
});

test('a place where no folder can be made is named', async () => {
  const root = scratchWorkspace({ 'a.jpg': '1', file: 'x' });
  const decisions = await openDecisions({ roots: [root] });
  const act = { kind: 'quarantine', target: 'file', paths: [join(root, 'a.jpg')] } as const;
  const [failure] = valueFrom(await decisions.act(act)).failures;
  assert.match(failure?.message ?? '', /a\.jpg could not be moved to .*file\/a\.jpg: /);
  assert.deepEqual(filesIn(root), { 'a.jpg': '1', file: 'x' });
});

test('a workspace whose .grood is a file gets a sentence', async () => {
  const root = scratchWorkspace({ 'a.jpg': '1', '.grood': 'x' });
  const decisions = await openDecisions({ roots: [root] });
  const acted = await decisions.act({ kind: 'trash', paths: [join(root, 'a.jpg')] });
  assert.match(failureFrom(acted).message, /decisions\.jsonl could not be written: /);
});
