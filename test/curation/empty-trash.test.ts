import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDecisions } from '../../server/curation/decisions/decisions.ts';
import type { TrashHome } from '../../server/curation/decisions/system-trash.ts';
import { failureFrom, filesIn, put, scratchWorkspace, valueFrom } from './scratch-workspace.ts';

const noTrash: TrashHome = { platform: 'win32', home: scratchWorkspace() };

async function trashed(files: Readonly<Record<string, string>>) {
  const root = scratchWorkspace(files);
  const decisions = await openDecisions({ roots: [root] });
  const paths = Object.keys(files).map((name) => join(root, name));
  valueFrom(await decisions.act({ kind: 'trash', paths }));
  return { root, decisions };
}

test('without a system trash nothing is deleted until the user agrees', async () => {
  const { root, decisions } = await trashed({ 'a/b.jpg': '1', 'c.jpg': '2' });
  const before = filesIn(root);
  const refused = failureFrom(await decisions.emptyTrash({ isConfirmed: false, home: noTrash }));
  assert.equal(
    refused.message,
    '2 images can only be deleted for good: the system has no trash for them.',
  );
  assert.deepEqual(filesIn(root), before);
  const emptied = valueFrom(await decisions.emptyTrash({ isConfirmed: true, home: noTrash }));
  assert.equal(emptied.sentence, 'Emptied the trash: deleted 2 images for good.');
  assert.deepEqual(filesIn(root), {});
  assert.deepEqual(readdirSync(join(root, '.grood/trash')), ['.gitignore']);
});

test('what was emptied can’t be undone, and an earlier act still can', async () => {
  const { root, decisions } = await trashed({ 'a.jpg': '1' });
  put(join(root, 'b.jpg'), '2');
  valueFrom(await decisions.emptyTrash({ isConfirmed: true, home: noTrash }));
  const [failure] = valueFrom(await decisions.undo([1])).failures;
  assert.match(failure?.message ?? '', /a\.jpg is gone from the trash of this workspace/);
  assert.equal(valueFrom(await decisions.undo()).sentence, 'There is nothing to undo.');
});

test('the trash of a Linux desktop gets the images, with their original places', async () => {
  const home = { platform: 'linux', home: scratchWorkspace() } as const;
  const folder = join(home.home, '.local/share/Trash');
  put(join(folder, 'info/a.jpg.trashinfo'), 'taken');
  mkdirSync(join(folder, 'files'), { recursive: true });
  const { root, decisions } = await trashed({ 'ü b/a.jpg': '1', 'a.jpg': '2' });
  const emptied = valueFrom(await decisions.emptyTrash({ isConfirmed: false, home }));
  assert.equal(emptied.sentence, "Emptied the trash: moved 2 images to the system's trash.");
  assert.deepEqual(filesIn(join(folder, 'files')), { '2 a.jpg': '1', '3 a.jpg': '2' });
  const info = readFileSync(join(folder, 'info/2 a.jpg.trashinfo'), 'utf8');
  assert.ok(info.startsWith(`[Trash Info]\nPath=${root}/%C3%BC%20b/a.jpg\nDeletionDate=20`), info);
  assert.deepEqual(filesIn(root), {});
});

test('a desktop that has no trash folder is not given one', async () => {
  const home = { platform: 'linux', home: scratchWorkspace() } as const;
  const { decisions } = await trashed({ 'a.jpg': '1' });
  failureFrom(await decisions.emptyTrash({ isConfirmed: false, home }));
  assert.deepEqual(readdirSync(home.home), []);
});

test('on macOS the images go to the user’s trash under free names', async () => {
  const home = { platform: 'darwin', home: scratchWorkspace({ '.Trash/a.jpg': 'old' }) } as const;
  const { decisions } = await trashed({ 'a.jpg': '1' });
  valueFrom(await decisions.emptyTrash({ isConfirmed: false, home }));
  assert.deepEqual(filesIn(join(home.home, '.Trash')), { 'a (2).jpg': '1', 'a.jpg': 'old' });
});

test('files that no decision put into the trash stay', async () => {
  const { root, decisions } = await trashed({ 'a.jpg': '1' });
  put(join(root, '.grood/trash/own.txt'), 'mine');
  valueFrom(await decisions.emptyTrash({ isConfirmed: true, home: noTrash }));
  assert.deepEqual(filesIn(root), { '.grood/trash/own.txt': 'mine' });
  const again = valueFrom(await decisions.emptyTrash({ isConfirmed: true, home: noTrash }));
  assert.equal(again.sentence, 'The trash was empty.');
});

test('an altered manifest has nothing deleted outside the trash', async () => {
  const root = scratchWorkspace({ 'keep.jpg': '1' });
  const outside = scratchWorkspace({ 'x.txt': 'x' });
  const time = '2026-01-01T00:00:00Z';
  const lines = [join(outside, 'x.txt'), 'keep.jpg', '.grood/trash/../../keep.jpg'].flatMap(
    (to, i) => [
      { is: 'intent', id: i + 1, batch: 1, kind: 'trash', from: 'gone.jpg', to, hash: 'x', time },
      { is: 'made', id: i + 1, time },
    ],
  );
  put(
    join(root, '.grood/decisions.jsonl'),
    `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
  );
  const decisions = await openDecisions({ roots: [root] });
  const emptied = valueFrom(await decisions.emptyTrash({ isConfirmed: true, home: noTrash }));
  assert.equal(emptied.failures.length, 3);
  assert.ok(existsSync(join(root, 'keep.jpg')) && existsSync(join(outside, 'x.txt')));
});
