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

export interface Cancellable {
  readonly signal?: AbortSignal | undefined;
}

export interface EngineProgram extends ProgramInfo {
  readonly id: number;
}

/**
 * The parent's side of the engine process, which is started by the first request. It may crash or
 * be killed at any time: it is started again, programs are opened again, batches are repeated.
 * An aborted `signal` settles a promise at once with a failure of the kind `cancelled`.
 */
export interface Engine {
  open(request: ProgramRequest, options?: Cancellable): Promise<Result<EngineProgram>>;
  /**
   * Any number of files, cut into batches of the program's size; two or three batches in flight
   * keep every processor busy. A file that can't be decoded, or that ends the engine, fails alone.
   * Where no file at all got through the engine, `outputs` is empty.
   */
  run(
    program: EngineProgram,
    files: readonly EngineFile[],
    options?: Cancellable,
  ): Promise<Result<BatchRows>>;
  /** Runs a program on arrays instead of files; the batch is what the arrays hold. */
  runFeatures(
    program: EngineProgram,
    inputs: PackedArrays,
    options?: Cancellable,
  ): Promise<Result<PackedArrays>>;
  /** Runs a task of `tasks.ts`; `R` is what it returns. */
  call<R>(name: string, payload: unknown, options?: Cancellable): Promise<Result<R>>;
  close(program: EngineProgram): void;
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
  readonly #programs = new Set<number>();
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

  async open(request: ProgramRequest, options?: Cancellable): Promise<Result<EngineProgram>> {
    this.#lastProgram += 1;
    const id = this.#lastProgram;
    const opened = await this.#ask<ProgramInfo>({ kind: 'open', program: id, request }, options);
    if (!opened.ok) {
      this.#dispatcher.forget(id);
      return opened;
    }
    this.#programs.add(id);
    return ok({ ...opened.value, id });
  }

  async run(
    program: EngineProgram,
    files: readonly EngineFile[],
    options?: Cancellable,
  ): Promise<Result<BatchRows>> {
    const { id, batchSize } = program;
    if (!this.#programs.has(id)) return { ok: false, failure: notOpen(id) };
    const batches: Promise<Result<BatchRows>>[] = [];
    for (let from = 0; from < files.length; from += batchSize) {
      const batch = files.slice(from, from + batchSize);
      batches.push(this.#ask({ kind: 'run', program: id, files: batch }, options));
    }
    const parts: BatchRows[] = [];
    for (const result of await Promise.all(batches)) {
      if (!result.ok) return result;
      parts.push(result.value);
    }
    return ok(joinBatches(parts));
  }

  runFeatures(
    program: EngineProgram,
    inputs: PackedArrays,
    options?: Cancellable,
  ): Promise<Result<PackedArrays>> {
    const { id } = program;
    if (!this.#programs.has(id)) return Promise.resolve({ ok: false, failure: notOpen(id) });
    return this.#ask({ kind: 'runFeatures', program: id, inputs }, options);
  }

  call<R>(name: string, payload: unknown, options?: Cancellable): Promise<Result<R>> {
    return this.#ask({ kind: 'call', name, payload }, options);
  }

  close(program: EngineProgram): void {
    this.#programs.delete(program.id);
    this.#dispatcher.forget(program.id);
  }

  dispose(): Promise<void> {
    return this.#dispatcher.dispose();
  }

  #ask<R>(request: Job['request'], options: Cancellable = {}): Promise<Result<R>> {
    const { signal } = options;
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
