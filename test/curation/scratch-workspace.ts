import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after } from 'node:test';
import type { Failure, Result } from '../../server/protocol/failure.ts';

/** A folder of its own with files in it, removed after the tests of the file. */
export function scratchWorkspace(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'grood-curation-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) put(join(folder, path), content);
  return folder;
}

export function put(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Content by path, of all files outside `.grood`, and of its trash. */
export function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\.grood\/(trash\/)?(decisions|\.gitignore)/.test(path));
  return Object.fromEntries(
    names.sort().map((path) => [relative(folder, path), readFileSync(path, 'utf8')]),
  );
}

export function manifestOf(folder: string): string[] {
  return readFileSync(join(folder, '.grood', 'decisions.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
}

export function valueFrom<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.failure.message} ${result.failure.hint}`);
}

export function failureFrom<T>(result: Result<T>): Failure {
  if (!result.ok) return result.failure;
  throw new Error(`Expected a failure, got ${JSON.stringify(result.value)}`);
}
