import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { failed, ok, type Result } from '../protocol/failure.ts';
import { type DecodedBatch, DecodeQueue } from './decode-queue.ts';
import type { EngineParts } from './engine-parts.ts';
import type { InferenceReply, InferenceRequest } from './inference-thread.ts';
import type {
  BatchRows,
  EngineMessage,
  EngineReply,
  EngineRequest,
  PackedArrays,
  ProgramInfo,
} from './messages.ts';
import { PixelBatches } from './pixel-batches.ts';
import { rowsOf } from './rows-of-batch.ts';

type Of<K extends EngineRequest['kind']> = Extract<EngineRequest, { kind: K }>;

/** Runs handed to the inference thread at once: one that computes, one that waits beside it. */
const AHEAD = 2;

/** Main thread of the engine process: hears the parent, decodes ahead, feeds the inference. */
export function serveDecoding(parts: EngineParts): void {
  const thread = new DecodingThread(parts);
  process.on('message', (message: EngineMessage) => thread.hear(message));
  // Exiting would wait for a run, and ending a thread in mid-run aborts with a core dump.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  preferToDie();
  send({ kind: 'ready' });
}

class DecodingThread {
  readonly #parts: EngineParts;
  readonly #inference: Worker;
  readonly #asked = new Map<number, (reply: InferenceReply) => void>();
  readonly #programs = new Map<number, PixelBatches>();
  readonly #queue: DecodeQueue;
  #inferring = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#queue = new DecodeQueue(availableParallelism() + 1, () => this.#infer());
    this.#inference = new Worker(process.argv[1] ?? '');
    this.#inference.on('message', (reply: InferenceReply) => {
      this.#asked.get(reply.id)?.(reply);
      this.#asked.delete(reply.id);
    });
    // The parent treats it like any other crash: it repeats, and finds the file that does it.
    this.#inference.on('error', (error) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.kill(process.pid, 'SIGKILL');
    });
  }

  hear(message: EngineMessage): void {
    switch (message.kind) {
      case 'run':
        return this.#enqueue(message);
      case 'cancel':
        // What is being computed is answered when it is done, at most one run later.
        if (this.#queue.drop(message.id)) send({ kind: 'dropped', id: message.id });
        return;
      case 'open':
        return this.#ask(message, ({ result }) => this.#opened(message, result));
      case 'close':
        this.#programs.delete(message.program);
        return this.#ask(message, ({ result }) => answer(message.id, result));
      case 'runFeatures':
      case 'call':
        return this.#ask(message, ({ result }) => answer(message.id, result));
    }
  }

  #ask(
    request: InferenceRequest,
    then: (reply: InferenceReply) => void,
    transfer: readonly ArrayBuffer[] = [],
  ): void {
    this.#asked.set(request.id, then);
    this.#inference.postMessage(request, transfer);
  }

  #opened({ id, program, request }: Of<'open'>, result: Result<unknown>): void {
    const { preprocessing } = request;
    if (result.ok && preprocessing !== undefined) {
      const { batchSize } = result.value as ProgramInfo;
      const decoder = this.#parts.createDecoder(preprocessing);
      this.#programs.set(program, new PixelBatches(decoder, preprocessing, batchSize));
    }
    answer(id, result);
  }

  #enqueue({ id, program, files }: Of<'run'>): void {
    const batches = this.#programs.get(program);
    if (batches === undefined || files.length > batches.batchSize) {
      const problem = batches === undefined ? 'is not open' : 'takes fewer files';
      const message = `The engine's program ${program} ${problem}.`;
      return answer(id, failed('internal', message, 'Please report this with the log.'));
    }
    this.#queue.add({ id, program, files, batches });
  }

  #infer(): void {
    while (this.#inferring < AHEAD) {
      const batch = this.#queue.takeReady();
      if (batch === null) return;
      this.#inferring += 1;
      const { id, program, pixels } = batch;
      const dims = batch.batches.dims;
      const request = { kind: 'infer', id, program, pixels, dims } as const;
      this.#ask(request, (reply) => this.#inferred(batch, reply), [pixels.buffer]);
    }
  }

  #inferred({ id, batches, outcomes }: DecodedBatch, { result, pixels }: InferenceReply): void {
    this.#inferring -= 1;
    if (pixels !== undefined) batches.giveBack(pixels);
    this.#infer();
    if (!result.ok) return answer(id, result);
    const outputs = rowsOf(result.value as PackedArrays, outcomes, batches.batchSize);
    const rows: BatchRows = { files: outcomes, outputs };
    answer(id, ok(rows));
  }
}

function answer(id: number, result: Result<unknown>): void {
  if (result.ok) send({ kind: 'done', id, value: result.value });
  else send({ kind: 'failed', id, failure: result.failure });
}

function send(reply: EngineReply): void {
  // The parent may be gone already; `disconnect` is on its way then.
  if (process.connected) process.send?.(reply, undefined, undefined, () => {});
}

// Where memory runs out, Linux ends the process with the highest score: better the engine, which
// is started again, than the parent.
function preferToDie(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // Some containers forbid it; then the kernel chooses.
  }
}
