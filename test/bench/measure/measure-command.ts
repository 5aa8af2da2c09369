import { spawn } from 'node:child_process';
import { processTree } from './process-tree.ts';

export interface MeasuredRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** User and system time of the process and all its descendants, to one sampling interval. */
  readonly cpuSeconds: number;
  /** Resident memory of all of them together over time; pages that they share count twice. */
  readonly memory: readonly MemorySample[];
}

export interface MemorySample {
  readonly atSeconds: number;
  readonly bytes: number;
}

/** Runs a command and watches the whole tree of processes that it starts. Linux only. */
export function measureCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly intervalMs?: number } = {},
): Promise<MeasuredRun> {
  const started = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const memory: MemorySample[] = [];
  const cpuByProcess = new Map<number, number>();
  const sample = (): void => {
    const tree = processTree(child.pid ?? 0);
    const bytes = [...tree.values()].reduce((sum, use) => sum + use.residentBytes, 0);
    for (const [pid, { cpuSeconds }] of tree) cpuByProcess.set(pid, cpuSeconds);
    if (bytes > 0) memory.push({ atSeconds: (performance.now() - started) / 1000, bytes });
  };
  const timer = setInterval(sample, options.intervalMs ?? 20);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      const seconds = (performance.now() - started) / 1000;
      const cpuSeconds = [...cpuByProcess.values()].reduce((sum, part) => sum + part, 0);
      resolve({ code, ...output, seconds, cpuSeconds, memory });
    });
  });
}

/** Largest resident memory seen, in MiB. */
export function peakMiB({ memory }: MeasuredRun): number {
  return Math.max(0, ...memory.map(({ bytes }) => bytes)) / 2 ** 20;
}

/** Mean resident memory in MiB between two shares (0..1) of a run's length. */
export function meanMiB({ memory, seconds }: MeasuredRun, from: number, to: number): number {
  const part = memory.filter(
    ({ atSeconds }) => atSeconds >= from * seconds && atSeconds < to * seconds,
  );
  return part.reduce((sum, { bytes }) => sum + bytes, 0) / Math.max(1, part.length) / 2 ** 20;
}
