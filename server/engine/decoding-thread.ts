import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { failed, ok, type Result } from '../protocol/failure.ts';
import { type DecodedBatch, DecodeQueue } from './decode-queue.ts';
import type { EngineParts } from './engine-parts.ts';
import { InferenceLane, LANES } from './inference-lanes.ts';
import type {
  BatchRows,
  EngineMessage,
  EngineReply,
  EngineRequest,
  PackedArrays,
  ProgramInfo,
  ProgramRequest,
} from './messages.ts';
import { PixelBatches } from './pixel-batches.ts';
import { rowsOf } from './rows-of-batch.ts';

type Of<K extends EngineRequest['kind']> = Extract<EngineRequest, { kind: K }>;

/** Main thread of the engine process: hears the parent, decodes ahead, feeds the inference. */
export function serveDecoding(parts: EngineParts): void {
  const thread = new DecodingThread(parts);
  process.on('message', (message: EngineMessage) => thread.hear(message));
  // Exiting would wait for a run, and ending a thread in mid-run aborts with a core dump.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  preferToDie();
  // A lane computes one batch while its next one is decoded, and one is on its way.
  send({ kind: 'ready', window: 2 * LANES + 1 });
}

class DecodingThread {
  readonly #parts: EngineParts;
  readonly #first: InferenceLane;
  readonly #lanes: InferenceLane[];
  readonly #programs = new Map<number, OpenProgram>();
  readonly #queue: DecodeQueue;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#queue = new DecodeQueue(availableParallelism() + 1, () => this.#infer());
    this.#first = newLane();
    this.#lanes = [this.#first];
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
        return this.#first.open(message, ({ result }) => this.#opened(message, result));
      case 'close':
        this.#programs.delete(message.program);
        for (const lane of this.#lanes) lane.close(message.program);
        return answer(message.id, ok(null));
      case 'runFeatures':
      case 'call':
        return this.#first.ask(message, ({ result }) => answer(message.id, result));
    }
  }

  #opened({ id, program, request }: Of<'open'>, result: Result<unknown>): void {
    const { preprocessing } = request;
    if (result.ok && preprocessing !== undefined) {
      const { batchSize } = result.value as ProgramInfo;
      const decoder = this.#parts.createDecoder(preprocessing);
      const batches = new PixelBatches(decoder, preprocessing, batchSize);
      this.#programs.set(program, { batches, request: { ...request, batchSize } });
    }
    answer(id, result);
  }

  #enqueue({ id, program, files }: Of<'run'>): void {
    const batches = this.#programs.get(program)?.batches;
    if (batches === undefined || files.length > batches.batchSize) {
      const problem = batches === undefined ? 'is not open' : 'takes fewer files';
      const message = `The engine's program ${program} ${problem}.`;
      return answer(id, failed('internal', message, 'Please report this with the log.'));
    }
    this.#queue.add({ id, program, files, batches });
  }

  #infer(): void {
    for (;;) {
      const program = this.#queue.readyProgram();
      if (program === null) return;
      const lane = this.#lanes.find((each) => !each.isBusy && each.opened.has(program));
      if (lane === undefined) return this.#widen(program);
      const batch = this.#queue.takeReady();
      if (batch !== null) this.#run(lane, batch);
    }
  }

  /** A batch is ready and must wait: opens the program on one more lane, if one is left. */
  #widen(program: number): void {
    const request = this.#programs.get(program)?.request;
    if (request === undefined) return;
    let lane = this.#lanes.find((each) => !each.opening.has(program));
    if (lane === undefined && this.#lanes.length < LANES) {
      lane = newLane();
      this.#lanes.push(lane);
    }
    lane?.open({ kind: 'open', id: -program, program, request }, () => this.#infer());
  }

  #run(lane: InferenceLane, batch: DecodedBatch): void {
    const { id, program, pixels, batches, outcomes } = batch;
    lane.isBusy = true;
    lane.ask({ kind: 'infer', id, program, pixels, dims: batches.dims }, (reply) => {
      lane.isBusy = false;
      if (reply.pixels !== undefined) batches.giveBack(reply.pixels);
      this.#infer();
      if (!reply.result.ok) return answer(id, reply.result);
      const outputs = rowsOf(reply.result.value as PackedArrays, outcomes, batches.batchSize);
      const rows: BatchRows = { files: outcomes, outputs };
      answer(id, ok(rows));
    });
  }
}

interface OpenProgram {
  readonly batches: PixelBatches;
  /** For further lanes; its batch size is what the first lane measured. */
  readonly request: ProgramRequest;
}

function newLane(): InferenceLane {
  return new InferenceLane(process.argv[1] ?? '');
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
