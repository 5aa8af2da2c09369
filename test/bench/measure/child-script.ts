import { join } from 'node:path';
import { type MeasuredRun, measureCommand } from './measure-command.ts';

/**
 * Runs a script of `children/` in a process of its own, so that what it uses is its alone.
 * @returns the JSON that it prints last, beside what was measured from outside
 * @throws {Error} with what it said if it fails
 */
export async function childScript<T>(
  name: string,
  payload: unknown,
): Promise<{ readonly value: T; readonly run: MeasuredRun }> {
  const file = join(import.meta.dirname, '..', 'children', `${name}.ts`);
  const quiet = '--disable-warning=ExperimentalWarning';
  const args = [quiet, '--expose-gc', file, JSON.stringify(payload)];
  const run = await measureCommand(process.execPath, args);
  if (run.code !== 0) throw new Error(`${name} failed: ${run.stderr.trim().slice(-600)}`);
  const last = run.stdout.trim().split('\n').at(-1) ?? '';
  return { value: JSON.parse(last) as T, run };
}

/** What the parent asked a script of `children/` to do. */
export function childPayload<T>(): T {
  return JSON.parse(process.argv[2] ?? 'null') as T;
}
