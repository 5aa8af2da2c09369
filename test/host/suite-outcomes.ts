import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { copyDemo, fitDemo, smallSet } from '../../scripts/host/demo-workspace.ts';
import { runSuite } from '../../scripts/host/run-suite.ts';
import { hostParts, root } from './host-parts.ts';
import type { HostOutcome } from './suite/outcome.ts';

const limitMs = 120_000;

/**
 * Runs the suite on a workspace of its own, each outcome a subtest of `t`.
 * @param packaged makes the package that is installed; null: the extension as it stands here
 */
export async function checkSuite(
  t: TestContext,
  packaged: (() => Promise<string>) | null,
): Promise<void> {
  const parts = await hostParts();
  if ('missing' in parts) return t.skip(parts.missing);
  const scratch = await mkdtemp(join(tmpdir(), 'grood-suite-'));
  t.after(() => rm(scratch, { recursive: true, force: true }));
  const workspace = await copyDemo(root, join(scratch, 'signs'), smallSet);
  await fitDemo(workspace);
  const results = join(scratch, 'results.jsonl');
  const { folder } = workspace;
  const extension = packaged === null ? root : await emptyExtension(scratch);
  const install = packaged === null ? [] : [await packaged()];
  const { log } = await runSuite({ ...parts, root, folder, extension, install, results, limitMs });
  const outcomes = await read(results);
  assert.equal(outcomes.at(-1)?.state, 'ended', `the suite did not end:\n${log}`);
  for (const { title, state, why } of outcomes.slice(0, -1)) {
    await t.test(title, (one) => {
      if (state === 'skipped') one.skip('the suite says so');
      assert.notEqual(state, 'failed', `${why}\n${log}`);
    });
  }
}

/** The host runs tests only beside an extension in development. */
async function emptyExtension(scratch: string): Promise<string> {
  const folder = join(scratch, 'empty');
  await mkdir(folder);
  const manifest = { name: 'empty', publisher: 'test', version: '0.0.1', engines: { vscode: '*' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

async function read(file: string): Promise<HostOutcome[]> {
  if (!existsSync(file)) return [];
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as HostOutcome);
}
