import { programPath } from '../package-root.ts';
import { ok, type Result } from '../protocol/failure.ts';
import { Dispatcher } from './dispatcher.ts';
import { CANCELLED, notOpen } from './engine-failures.ts';
import { type Job, joinBatches, newJob } from './job.ts';
import type {
  BatchRows,
  EngineFile,
  PackedArrays,
  ProgramInfo,
  ProgramRequest,
} from './messages.ts';

export interface EngineOptions {
  /** The module of the process; by default the source or the bundle that belongs to this one. */
  readonly engineModule?: string;
  /** Added to the process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** For the log: what the process and native libraries print, restarts and their causes. */
  readonly onLog?: (line: string) => void;
}

export interface Program extends ProgramInfo {
  readonly id: number;
}

/**
 * The parent's side of the engine process, which is started by the first request. It may crash or
 * be killed at any time: it is started again, programs are opened again, batches are repeated.
 * An aborted `signal` settles a promise at once with a failure of the kind `cancelled`.
 */
export interface Engine {
  open(request: ProgramRequest, signal?: AbortSignal): Promise<Result<Program>>;
  /**
   * Any number of files, cut into batches of the program's size; two or three batches in flight
   * keep every processor busy. A file that can't be decoded, or that ends the engine, fails alone.
   * Where no file at all got through the engine, `outputs` is empty.
   */
  run(
    program: number,
    files: readonly EngineFile[],
    signal?: AbortSignal,
  ): Promise<Result<BatchRows>>;
  /** Runs a program on arrays instead of files; the batch is what the arrays hold. */
  runFeatures(
    program: number,
    inputs: PackedArrays,
    signal?: AbortSignal,
  ): Promise<Result<PackedArrays>>;
  /** Runs a task of `tasks.ts`; `R` is what it returns. */
  call<R>(name: string, payload: unknown, signal?: AbortSignal): Promise<Result<R>>;
  close(program: number): void;
  /** Process id of the engine now, for memory figures and tests; undefined between two lives. */
  readonly pid: number | undefined;
  /** Ends the process; what is pending fails. */
  dispose(): Promise<void>;
}

export function startEngine(options: EngineOptions = {}): Engine {
  return new EngineClient(options);
}

class EngineClient implements Engine {
  readonly #dispatcher: Dispatcher;
  readonly #programs = new Map<number, Program>();
  #lastProgram = 0;

  constructor({ engineModule, env, onLog }: EngineOptions) {
    this.#dispatcher = new Dispatcher({
      module: engineModule ?? programPath('engine'),
      env,
      onLog: onLog ?? (() => {}),
    });
  }

  get pid(): number | undefined {
    return this.#dispatcher.pid;
  }

  async open(request: ProgramRequest, signal?: AbortSignal): Promise<Result<Program>> {
    this.#lastProgram += 1;
    const id = this.#lastProgram;
    const opened = await this.#ask<ProgramInfo>({ kind: 'open', program: id, request }, signal);
    if (!opened.ok) {
      this.#dispatcher.forget(id);
      return opened;
    }
    const program = { ...opened.value, id };
    this.#programs.set(id, program);
    return ok(program);
  }

  async run(
    program: number,
    files: readonly EngineFile[],
    signal?: AbortSignal,
  ): Promise<Result<BatchRows>> {
    const batchSize = this.#programs.get(program)?.batchSize;
    if (batchSize === undefined) return { ok: false, failure: notOpen(program) };
    const batches: Promise<Result<BatchRows>>[] = [];
    for (let from = 0; from < files.length; from += batchSize) {
      const batch = files.slice(from, from + batchSize);
      batches.push(this.#ask({ kind: 'run', program, files: batch }, signal));
    }
    const parts: BatchRows[] = [];
    for (const result of await Promise.all(batches)) {
      if (!result.ok) return result;
      parts.push(result.value);
    }
    return ok(joinBatches(parts));
  }

  runFeatures(
    program: number,
    inputs: PackedArrays,
    signal?: AbortSignal,
  ): Promise<Result<PackedArrays>> {
    if (!this.#programs.has(program)) {
      return Promise.resolve({ ok: false, failure: notOpen(program) });
    }
    return this.#ask({ kind: 'runFeatures', program, inputs }, signal);
  }

  call<R>(name: string, payload: unknown, signal?: AbortSignal): Promise<Result<R>> {
    return this.#ask({ kind: 'call', name, payload }, signal);
  }

  close(program: number): void {
    this.#programs.delete(program);
    this.#dispatcher.forget(program);
  }

  dispose(): Promise<void> {
    return this.#dispatcher.dispose();
  }

  #ask<R>(request: Job['request'], signal?: AbortSignal): Promise<Result<R>> {
    if (signal?.aborted) return Promise.resolve({ ok: false, failure: CANCELLED });
    return new Promise((resolve) => {
      const settle = (result: Result<unknown>): void => {
        signal?.removeEventListener('abort', cancel);
        resolve(result as Result<R>);
      };
      const job = newJob(request, settle);
      const cancel = (): void => this.#dispatcher.cancel(job);
      signal?.addEventListener('abort', cancel, { once: true });
      this.#dispatcher.add(job);
    });
  }
}
