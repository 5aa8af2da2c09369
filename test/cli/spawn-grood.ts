import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly input?: string;
  /** Called with each piece of standard output; may send a signal or close the pipe. */
  readonly onOutput?: (act: { interrupt: () => void; closeOutput: () => void }) => void;
}

/** Runs the command line from its sources, as a person would. */
export function grood(words: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
  const quiet = '--disable-warning=ExperimentalWarning';
  const main = join(root, 'server', 'cli', 'main.ts');
  const child = spawn(process.execPath, [quiet, main, ...words], { cwd: options.cwd });
  let [stdout, stderr] = ['', ''];
  const act = {
    interrupt: () => child.kill('SIGINT'),
    closeOutput: () => child.stdout.destroy(),
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    options.onOutput?.(act);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
