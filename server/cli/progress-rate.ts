import type { Progress } from '../protocol/progress.ts';

/** What can be said honestly of a phase: speed and remaining time over the last seconds. */
export interface Pace {
  /** Images a second; null until two seconds have passed. */
  readonly perSecond: number | null;
  /** Seconds; null where total or speed is unknown. */
  readonly remaining: number | null;
}

const windowMs = 8000;
const settleMs = 2000;

/** Measures over a sliding window, so that images found in the store do not flatter the rest. */
export class ProgressRate {
  private phase: Progress['phase'] | null = null;
  private samples: { at: number; done: number }[] = [];

  /** @param now milliseconds of any steady clock */
  measure(progress: Progress, now: number): Pace {
    const last = this.samples.at(-1);
    const isNew =
      progress.phase !== this.phase || (last !== undefined && progress.done < last.done);
    if (isNew) this.samples = [];
    this.phase = progress.phase;
    this.samples.push({ at: now, done: progress.done });
    while (this.samples.length > 2 && now - this.samples[1]!.at >= windowMs) this.samples.shift();
    const first = this.samples[0]!;
    const elapsed = now - first.at;
    if (elapsed < settleMs) return { perSecond: null, remaining: null };
    const perSecond = ((progress.done - first.done) * 1000) / elapsed;
    if (progress.total === null || perSecond <= 0) return { perSecond, remaining: null };
    return { perSecond, remaining: (progress.total - progress.done) / perSecond };
  }
}
