import { join } from 'node:path';
import { repositoryRoot } from '../cache-folder.ts';
import { type MeasuredRun, measureCommand } from './measure-command.ts';

const program = join(repositoryRoot, 'dist', 'cli.mjs');

/**
 * Runs the built command line as a person would, in a process of its own.
 * @throws {Error} with what it said if it exits with anything but 0 or 1 (a gate)
 */
export async function grood(
  args: readonly string[],
  options: { readonly intervalMs?: number } = {},
): Promise<MeasuredRun> {
  const quiet = '--disable-warning=ExperimentalWarning';
  const run = await measureCommand(process.execPath, [quiet, program, ...args], options);
  if (run.code === 0 || run.code === 1) return run;
  const words = run.stderr.trim().split('\n').slice(-4).join(' ');
  throw new Error(`grood ${args.slice(0, 1).join('')} exited with ${run.code}: ${words}`);
}

/** The object that a verb prints with `--json`. */
export async function groodJson<T>(args: readonly string[]): Promise<T & { run: MeasuredRun }> {
  const run = await grood([...args, '--json']);
  return { ...(JSON.parse(run.stdout) as T), run };
}
