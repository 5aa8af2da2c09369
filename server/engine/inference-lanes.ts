import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { InferenceReply, InferenceRequest } from './inference-thread.ts';

/**
 * Inference threads side by side, each with its own sessions: two threads of one session need
 * 15 % more processor time for the same images than two sessions of one thread.
 */
export const LANES: number = Math.min(4, availableParallelism());

export class InferenceLane {
  readonly #worker: Worker;
  readonly #asked = new Map<number, (reply: InferenceReply) => void>();
  /** Programs whose session is there. */
  readonly opened: Set<number> = new Set();
  /** Programs whose session is there or on its way. */
  readonly opening: Set<number> = new Set();
  /** Runs are handed over one at a time, so that a cancel never waits for a second one. */
  isBusy = false;

  /** @param module the module that the process was started from */
  constructor(module: string) {
    this.#worker = new Worker(module);
    this.#worker.on('message', (reply: InferenceReply) => {
      const then = this.#asked.get(reply.id);
      this.#asked.delete(reply.id);
      then?.(reply);
    });
    // The parent treats it like any other crash: it repeats, and finds the file that does it.
    this.#worker.on('error', (error) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.kill(process.pid, 'SIGKILL');
    });
  }

  ask(request: InferenceRequest, then: (reply: InferenceReply) => void): void {
    this.#asked.set(request.id, then);
    this.#worker.postMessage(request, request.kind === 'infer' ? [request.pixels.buffer] : []);
  }

  open(
    request: Extract<InferenceRequest, { kind: 'open' }>,
    then: (reply: InferenceReply) => void,
  ): void {
    const { program } = request;
    this.opening.add(program);
    this.ask(request, (reply) => {
      // A lane that could not open it takes none of its batches; the first lane says why.
      if (reply.result.ok && this.opening.has(program)) this.opened.add(program);
      then(reply);
    });
  }

  close(program: number): void {
    if (!this.opening.delete(program)) return;
    this.opened.delete(program);
    this.ask({ kind: 'close', id: -program, program }, () => {});
  }
}
