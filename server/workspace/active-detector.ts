import { stat } from 'node:fs/promises';
import { type OpenDetector, openDetector } from '../pipeline/open-detector.ts';
import type { Failure, Result } from '../protocol/failure.ts';
import { failed, ok } from '../protocol/failure.ts';

/** How long a detector that was replaced still serves those who hold it. */
const RETIRED_MS = 60_000;

interface Loaded {
  readonly path: string;
  readonly stamp: string;
  readonly opened: Promise<Result<OpenDetector>>;
  leases: number;
}

/** A detector in use: it stays open until released, whatever replaces it meanwhile. */
export interface DetectorLease {
  readonly detector: OpenDetector;
  readonly stamp: string;
  release(): void;
}

/**
 * Keeps one detector loaded with its engine, so that the next run starts at once. A file that was
 * replaced is loaded anew; runs under way keep the one they began with.
 */
export class ActiveDetector {
  readonly #retired = new Set<Loaded>();
  #loaded: Loaded | null = null;

  async lease(path: string): Promise<Result<DetectorLease>> {
    const stamp = await stampOf(path);
    if (stamp === null) return { ok: false, failure: missing(path) };
    if (this.#loaded?.path !== path || this.#loaded.stamp !== stamp) {
      this.#retire();
      this.#loaded = { path, stamp, opened: openDetector(path), leases: 0 };
    }
    const loaded = this.#loaded;
    loaded.leases += 1;
    const opened = await loaded.opened;
    if (!opened.ok) {
      if (this.#loaded === loaded) this.#loaded = null;
      return opened;
    }
    const release = (): void => {
      loaded.leases -= 1;
      this.#endIfUnused(loaded);
    };
    return ok({ detector: opened.value, stamp, release: once(release) });
  }

  async dispose(): Promise<void> {
    this.#retire();
    const all = [...this.#retired];
    this.#retired.clear();
    await Promise.all(all.map(end));
  }

  #retire(): void {
    const old = this.#loaded;
    this.#loaded = null;
    if (old === null) return;
    this.#retired.add(old);
    setTimeout(() => this.#endIfUnused(old), RETIRED_MS).unref();
  }

  #endIfUnused(loaded: Loaded): void {
    if (loaded.leases > 0 || !this.#retired.delete(loaded)) return;
    void end(loaded);
  }
}

async function end({ opened }: Loaded): Promise<void> {
  const result = await opened;
  if (result.ok) await result.value.dispose();
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}

/** Another one after every change of a file; null where there is none. */
export async function stampOf(path: string): Promise<string | null> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() === true ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : null;
}

function missing(path: string): Failure {
  return failed(
    'detector-unusable',
    `There is no detector file ${path}.`,
    'Fit one, or correct "detector" in grood.json.',
  ).failure;
}
