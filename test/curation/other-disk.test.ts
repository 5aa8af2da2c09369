import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDecisions } from '../../server/curation/decisions/decisions.ts';
import { moveFile } from '../../server/curation/decisions/move-file.ts';
import { filesIn, put, scratchWorkspace, valueFrom } from './scratch-workspace.ts';

const mountPoint = mkdtempSync(join(tmpdir(), 'grood-disk-'));
const noDisk = mountTmpfs(mountPoint);
after(() => {
  if (noDisk === null) execFileSync('umount', [mountPoint]);
  rmdirSync(mountPoint);
});
const skip = noDisk === null ? false : noDisk;

/** A disk of 1 MiB; the reason where none can be had. */
function mountTmpfs(place: string): string | null {
  if (process.platform !== 'linux') return 'a second file system is mounted on Linux only';
  if (process.getuid?.() !== 0) return 'mounting a second file system needs root';
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return `a second file system could not be mounted: ${String(error).split('\n')[0]}`;
  }
}

test('an image goes to another disk and comes back, with its time', { skip }, async () => {
  const root = scratchWorkspace({ 'a/b.jpg': 'content' });
  const path = join(root, 'a/b.jpg');
  utimesSync(path, 1e9, 1e9);
  const target = join(mountPoint, 'q');
  const decisions = await openDecisions({ roots: [root] });
  const act = { kind: 'quarantine', target, paths: [path] } as const;
  assert.deepEqual(valueFrom(await decisions.act(act)).failures, []);
  assert.deepEqual(filesIn(mountPoint), { 'q/a/b.jpg': 'content' });
  assert.equal(statSync(join(target, 'a/b.jpg')).mtimeMs, 1e12);
  assert.ok(!existsSync(path));
  assert.deepEqual(valueFrom(await decisions.undo()).failures, []);
  assert.deepEqual(filesIn(root), { 'a/b.jpg': 'content' });
  assert.equal(statSync(path).mtimeMs, 1e12);
});

test('a full disk leaves the image where it was, and nothing half-made', { skip }, async () => {
  const root = scratchWorkspace({ 'a.jpg': '1'.repeat(2 ** 21), 'b.jpg': '2' });
  const paths = ['a.jpg', 'b.jpg'].map((name) => join(root, name));
  const target = join(mountPoint, 'full');
  const decisions = await openDecisions({ roots: [root] });
  const acted = valueFrom(await decisions.act({ kind: 'quarantine', target, paths }));
  assert.match(
    acted.failures[0]?.message ?? '',
    /a\.jpg could not be moved to .*: the disk is full\.$/,
  );
  assert.ok(existsSync(paths[0]!));
  assert.deepEqual(readdirSync(target), ['b.jpg']);
});

test('a full disk under the manifest moves nothing', { skip }, async () => {
  const root = join(mountPoint, 'ws');
  put(join(root, 'a.jpg'), '1');
  put(join(root, '.grood/decisions.jsonl'), '');
  const decisions = await openDecisions({ roots: [root] });
  valueFrom(await decisions.refresh());
  try {
    writeFileSync(join(mountPoint, 'filler'), Buffer.alloc(2 ** 21));
  } catch {
    // As full as it gets.
  }
  const acted = await decisions.act({ kind: 'fine', paths: [join(root, 'a.jpg')] });
  for (const path of [join(mountPoint, 'filler'), root]) rmSync(path, { recursive: true });
  assert.ok(!acted.ok);
  assert.match(acted.failure.message, /decisions\.jsonl could not be written: the disk is full\.$/);
  assert.deepEqual(decisions.list(), []);
});

test('a name that is taken on the other disk is not replaced', { skip }, async () => {
  const root = scratchWorkspace({ 'a.jpg': 'new' });
  const to = put(join(mountPoint, 'taken/a.jpg'), 'old');
  const move = { from: join(root, 'a.jpg'), to, temporary: `${to}.tmp` };
  assert.equal(await moveFile(move), 'taken');
  assert.deepEqual(filesIn(join(mountPoint, 'taken')), { 'a.jpg': 'old' });
  assert.deepEqual(filesIn(root), { 'a.jpg': 'new' });
});

for (const code of ['EPERM', 'ENOTSUP'] as const) {
  test(`a disk without hard links (${code}) is moved on, and nothing there is replaced`, async () => {
    const link = (): Promise<void> => Promise.reject(Object.assign(new Error(code), { code }));
    const root = scratchWorkspace({ 'a.jpg': '1', 'b.jpg': '2' });
    const [a, b, c] = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ];
    assert.equal(await moveFile({ from: a, to: b, temporary: c }, { link }), 'taken');
    assert.equal(await moveFile({ from: a, to: c, temporary: b }, { link }), 'moved');
    assert.deepEqual(filesIn(root), { 'b.jpg': '2', 'c.jpg': '1' });
  });
}
