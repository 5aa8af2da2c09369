import type { Failure, Result } from '../protocol/failure.ts';
import { endedJobs, type Losses } from './ended-jobs.ts';
import { CANCELLED, notOpen, notStarted, STOPPED } from './engine-failures.ts';
import { EngineProcess } from './engine-process.ts';
import { failJobs, type Job, newJob, programOf } from './job.ts';
import type { EngineReply, ProgramInfo, ProgramRequest } from './messages.ts';

export interface DispatcherOptions {
  readonly module: string;
  readonly env: Readonly<Record<string, string>> | undefined;
  readonly onLog: (line: string) => void;
}

/** A process that has not answered a cancel by then is killed. */
const CANCEL_LIMIT_MS = 200;
/** Lives in a row that ended before the process was ready. */
const START_ATTEMPTS = 2;

interface ProgramState {
  request: ProgramRequest;
  /** Why it takes no more work. */
  broken: Failure | null;
}

/**
 * Sends jobs to the process in order, and after its end to the next one. What a process held when
 * it ended is under suspicion and is sent alone from then on.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #programs = new Map<number, ProgramState>();
  readonly #losses: Losses = { inARow: 0 };
  #queue: Job[] = [];
  #sent = new Map<number, Job>();
  #process: EngineProcess | null = null;
  #isReady = false;
  #window = 1;
  #isKilled = false;
  #isDisposed = false;
  #opened = new Set<number>();
  #failedStarts = 0;
  #lastId = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  add(job: Job): void {
    if (this.#isDisposed) {
      failJobs([job], STOPPED);
      return;
    }
    const { request } = job;
    if (request.kind === 'open') {
      this.#programs.set(request.program, { request: request.request, broken: null });
    }
    this.#queue.push(job);
    this.#pump();
  }

  cancel(job: Job): void {
    for (const part of job.parts) this.cancel(part);
    job.isCancelled = true;
    job.settle({ ok: false, failure: CANCELLED });
    this.#queue = this.#queue.filter((queued) => queued !== job);
    for (const [id, sent] of this.#sent) if (sent === job) this.#cancelSent(id, job);
    this.#pump();
  }

  /** The program is no longer needed, once what is queued for it is done. */
  forget(program: number): void {
    if (!this.#programs.has(program)) return;
    this.#queue.push(newJob({ kind: 'close', program }, () => this.#programs.delete(program)));
    this.#pump();
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const pending = [...this.#queue, ...this.#sent.values()];
    this.#queue = [];
    failJobs(pending, STOPPED);
    this.#process?.kill();
    await this.#process?.ended;
  }

  #pump(): void {
    if (this.#isDisposed) return;
    for (let job = this.#queue[0]; job !== undefined; job = this.#queue[0]) {
      if (!this.#hasRoomFor(job)) return;
      const program = programOf(job);
      const broken = this.#brokenBy(job, program);
      if (broken === null && this.#process === null) this.#start();
      if (broken === null && !this.#isReady) return;
      this.#queue.shift();
      if (broken !== null) failJobs([job], broken);
      else if (program === null || this.#opened.has(program) || isOpenOrClose(job)) this.#send(job);
      else this.#reopen(program, job);
    }
  }

  /** Why a job needs no process; null for most. */
  #brokenBy({ request }: Job, program: number | null): Failure | null {
    if (program === null) return null;
    const isClosed = request.kind === 'close' && !this.#opened.has(program);
    return isClosed ? notOpen(program) : (this.#programs.get(program)?.broken ?? null);
  }

  #hasRoomFor(job: Job): boolean {
    const sent = [...this.#sent.values()];
    if (sent.some(goesAlone)) return false;
    return goesAlone(job) ? sent.length === 0 : sent.length < this.#window;
  }

  #send(job: Job): void {
    this.#lastId += 1;
    this.#sent.set(this.#lastId, job);
    this.#process?.send({ ...job.request, id: this.#lastId });
  }

  /** Opens a program in a new process before the job that needs it. */
  #reopen(program: number, job: Job): void {
    const state = this.#programs.get(program);
    if (state === undefined) {
      failJobs([job], STOPPED);
      return;
    }
    this.#queue.unshift(job);
    const settle = (result: Result<unknown>): void => {
      if (!result.ok) state.broken = result.failure;
    };
    this.#queue.unshift(newJob({ kind: 'open', program, request: state.request }, settle));
  }

  #start(): void {
    this.#isReady = false;
    this.#isKilled = false;
    this.#process = new EngineProcess({
      ...this.#options,
      onReply: (reply) => this.#hear(reply),
      onEnd: (how) => this.#ended(how),
    });
  }

  #hear(reply: EngineReply): void {
    if (reply.kind === 'ready') {
      this.#isReady = true;
      this.#window = reply.window;
      this.#failedStarts = 0;
    } else {
      const job = this.#sent.get(reply.id);
      this.#sent.delete(reply.id);
      if (job !== undefined) this.#answered(job, reply);
    }
    this.#pump();
  }

  #answered(job: Job, reply: Exclude<EngineReply, { kind: 'ready' }>): void {
    const { request } = job;
    if (reply.kind === 'done') {
      if (request.kind === 'run') this.#losses.inARow = 0;
      if (request.kind === 'close') this.#opened.delete(request.program);
      if (request.kind === 'open') this.#keepOpen(request.program, reply.value as ProgramInfo);
      job.settle({ ok: true, value: reply.value });
    } else if (reply.kind === 'failed') {
      job.settle({ ok: false, failure: reply.failure });
    }
  }

  #keepOpen(program: number, { batchSize }: ProgramInfo): void {
    this.#opened.add(program);
    const state = this.#programs.get(program);
    // The measured size stays, in every later process.
    if (state !== undefined) state.request = { ...state.request, batchSize };
  }

  #cancelSent(id: number, job: Job): void {
    this.#process?.send({ kind: 'cancel', id });
    const process = this.#process;
    const timer = setTimeout(() => {
      if (this.#process !== process || this.#sent.get(id) !== job) return;
      this.#options.onLog('The engine did not answer a cancel in time; it is started again.');
      this.#isKilled = true;
      process?.kill();
    }, CANCEL_LIMIT_MS);
    timer.unref();
  }

  #ended(how: string): void {
    const held = [...this.#sent.values()].filter((job) => !job.isCancelled);
    const wasReady = this.#isReady;
    this.#process = null;
    this.#isReady = false;
    this.#opened = new Set();
    this.#sent = new Map();
    if (this.#isDisposed) return;
    if (this.#isKilled) this.#queue.unshift(...held);
    else if (wasReady) this.#crashed(held, how);
    else this.#failedToStart(how);
    this.#pump();
  }

  #crashed(held: readonly Job[], how: string): void {
    this.#options.onLog(`The engine ended (${how}) with ${held.length} requests; it starts again.`);
    const { again, broken } = endedJobs(held, how, this.#losses);
    for (const [program, failure] of broken) {
      const state = this.#programs.get(program);
      if (state !== undefined) state.broken = failure;
    }
    this.#queue.unshift(...again);
  }

  #failedToStart(how: string): void {
    this.#failedStarts += 1;
    this.#options.onLog(`The engine did not start (${how}).`);
    if (this.#failedStarts < START_ATTEMPTS) return;
    this.#failedStarts = 0;
    const waiting = this.#queue;
    this.#queue = [];
    failJobs(waiting, notStarted(how));
  }
}

/** So that there is no doubt which request ended a process, and nothing is closed under a run. */
function goesAlone(job: Job): boolean {
  return job.crashes > 0 || isOpenOrClose(job);
}

function isOpenOrClose({ request }: Job): boolean {
  return request.kind === 'open' || request.kind === 'close';
}
