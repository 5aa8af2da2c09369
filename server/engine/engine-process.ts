import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { EngineMessage, EngineReply } from './messages.ts';

export interface ProcessOptions {
  /** The module that the process starts from. */
  readonly module: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** A line that the process, or a native library in it, printed. */
  readonly onLog: (line: string) => void;
  readonly onReply: (reply: EngineReply) => void;
  /** Called once, after the last reply; `how` names the signal or exit code. */
  readonly onEnd: (how: string) => void;
}

// By default the memory of a process that decodes thousands of small images creeps up, by 100 MB
// in 5,000 images: young objects are collected late, and each thread has a malloc arena of its own.
// With these it is flat.
const STEADY_HEAP: readonly string[] = ['--max-semi-space-size=2'];
const STEADY_MEMORY: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  // sharp decodes on libuv's threads; reading files needs some of them too.
  UV_THREADPOOL_SIZE: String(availableParallelism() + 2),
};

/** One life of the engine process. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly ended: Promise<void>;

  constructor({ module, env, onLog, onReply, onEnd }: ProcessOptions) {
    this.#child = fork(module, {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [...STEADY_HEAP],
      env: { ...STEADY_MEMORY, ...process.env, ...env },
    });
    const { stdout, stderr } = this.#child;
    for (const stream of [stdout, stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', onLog);
    }
    this.#child.on('message', (reply: EngineReply) => onReply(reply));
    this.ended = new Promise((resolve) => {
      let isEnded = false;
      const end = (how: string): void => {
        if (isEnded) return;
        isEnded = true;
        onEnd(how);
        resolve();
      };
      // `close` follows `exit` when the pipes are drained: nothing printed last is lost.
      this.#child.on('close', (code, signal) => end(signal ?? `exit code ${code}`));
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) end(error.message);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: EngineMessage): void {
    // A process that has just died closes its channel before it is known to have ended.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
