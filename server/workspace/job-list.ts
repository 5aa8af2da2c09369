import type { WorkspaceState } from '../protocol/lsp.ts';
import { isWithin } from './scored-folders.ts';

/** A job under way: what it covers and how far it is. */
export interface Job {
  readonly paths: readonly string[];
  done: number;
  total: number | null;
}

/**
 * The jobs under way. Those that touch the same files go one after the other: the second one finds
 * in the store what the first one did; others run side by side.
 */
export class JobList {
  readonly #jobs = new Map<Job, Promise<unknown>>();

  /** Runs `work` when no job before it touches the same files, or `signal` has fired. */
  async run<T>(
    paths: readonly string[],
    signal: AbortSignal,
    work: (job: Job) => Promise<T>,
  ): Promise<T> {
    const job: Job = { paths, done: 0, total: null };
    const before = [...this.#jobs].filter(([other]) => overlap(other.paths, paths));
    const running = this.#after(before, signal).then(() => work(job));
    this.#jobs.set(
      job,
      running.catch(() => undefined),
    );
    try {
      return await running;
    } finally {
      this.#jobs.delete(job);
    }
  }

  running(): WorkspaceState['running'] {
    if (this.#jobs.size === 0) return null;
    const jobs = [...this.#jobs.keys()];
    const isCounted = jobs.every((job) => job.total !== null);
    return {
      done: jobs.reduce((sum, job) => sum + job.done, 0),
      total: isCounted ? jobs.reduce((sum, job) => sum + (job.total ?? 0), 0) : null,
    };
  }

  isBusy(path: string): boolean {
    return [...this.#jobs.keys()].some((job) => overlap(job.paths, [path]));
  }

  /** All that are under way now, ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#jobs.values());
  }

  async #after(jobs: readonly [Job, Promise<unknown>][], signal: AbortSignal): Promise<void> {
    if (jobs.length === 0) return;
    const ended = Promise.all(jobs.map(([, end]) => end));
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
    await Promise.race([ended, aborted]);
  }
}

function overlap(some: readonly string[], others: readonly string[]): boolean {
  return some.some((a) => others.some((b) => isWithin(a, b) || isWithin(b, a)));
}
