import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readConfiguration } from '../../server/configuration/read-configuration.ts';

const root = mkdtempSync(join(tmpdir(), 'grood-configuration-'));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

function workspace(name: string, text: string): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'images', 'deep'), { recursive: true });
  writeFileSync(join(folder, 'grood.json'), text);
  return folder;
}

test('the nearest grood.json upward counts, and its paths are relative to it', async () => {
  const folder = workspace('upward', '{ "train": "images", "folders": ["in"], "alpha": 0.1 }');
  const result = await readConfiguration(join(folder, 'images', 'deep'), ['train']);
  assert.ok(result.ok);
  assert.equal(result.value.file, join(folder, 'grood.json'));
  assert.deepEqual(result.value.configuration, {
    train: join(folder, 'images'),
    folders: [join(folder, 'in')],
    alpha: 0.1,
  });
});

test('a folder without grood.json has no choices', async () => {
  const result = await readConfiguration(root, ['train']);
  assert.deepEqual(result, { ok: true, value: { file: null, configuration: {} } });
});

test('a missing path is an error with its line, for the verbs that read it', async () => {
  const folder = workspace('missing', '{\n  "val": "gone",\n  "folders": [\n    "lost"\n  ]\n}');
  const fit = await readConfiguration(folder, ['val']);
  assert.ok(!fit.ok);
  assert.equal(
    fit.failure.message,
    `grood.json:2: "val" names ${join(folder, 'gone')}, which does not exist.`,
  );
  const score = await readConfiguration(folder, ['folders']);
  assert.ok(!score.ok);
  assert.match(score.failure.message, /^grood\.json:4: "folders\[0\]" names/);
  assert.ok((await readConfiguration(folder, [])).ok);
});

test('all problems are told at once, each with file and line', async () => {
  const folder = workspace('bad', '{\n  "trian": "a",\n  "alpha": 2\n}');
  const result = await readConfiguration(join(folder, 'images'), []);
  assert.ok(!result.ok);
  assert.deepEqual(
    result.failure.message.split('\n').map((line) => line.slice(0, line.indexOf(' '))),
    [join('..', 'grood.json:2:'), join('..', 'grood.json:3:')],
  );
  assert.equal(result.failure.kind, 'configuration');
});
