import { duration, thousands } from '../protocol/number-words.ts';

const WINDOW_MS = 8000;
const SETTLE_MS = 2000;

/**
 * `1,200 of 2,140 images, 14 s left`, from the speed of the last seconds. No time is said before
 * two seconds have passed or while the total is not known.
 */
export class Pace {
  #samples: { readonly at: number; readonly done: number }[] = [];

  /** @param now milliseconds of any steady clock */
  words(done: number, total: number | null, now: number): string {
    this.#samples.push({ at: now, done });
    while (this.#samples.length > 2 && now - this.#samples[1]!.at >= WINDOW_MS) {
      this.#samples.shift();
    }
    if (total === null) return `${thousands(done)} images`;
    return `${thousands(done)} of ${thousands(total)} images${this.#left(done, total, now)}`;
  }

  #left(done: number, total: number, now: number): string {
    const first = this.#samples[0]!;
    const elapsed = now - first.at;
    if (elapsed < SETTLE_MS || done <= first.done) return '';
    const seconds = ((total - done) * elapsed) / (done - first.done) / 1000;
    return seconds < 1 ? '' : `, ${duration(seconds)} left`;
  }
}
