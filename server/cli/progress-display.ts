import { duration, percentage, thousands } from '../protocol/number-words.ts';
import type { Progress } from '../protocol/progress.ts';
import { type Pace, ProgressRate } from './progress-rate.ts';

const phaseWords: Readonly<Record<Progress['phase'], string>> = {
  walk: 'Looking for images',
  embed: 'Reading images',
  fit: 'Fitting',
  score: 'Scoring',
  write: 'Writing',
};

/** Between two drawings of the bar, and between two lines where there is no terminal. */
const barEveryMs = 100;
const lineEveryMs = 20_000;

/**
 * Speaks to people on standard error: a bar that redraws itself on a terminal, a line now and
 * then elsewhere, and notes between them. Silent where asked.
 */
export class ProgressDisplay {
  private readonly stream: NodeJS.WriteStream;
  private readonly isQuiet: boolean;
  private readonly rate = new ProgressRate();
  private drawnAt: number;
  private barWidth = 0;

  constructor(options: { isQuiet: boolean; stream?: NodeJS.WriteStream }) {
    this.stream = options.stream ?? process.stderr;
    this.isQuiet = options.isQuiet;
    this.drawnAt = this.stream.isTTY ? 0 : performance.now();
    this.stream.on('error', () => {});
  }

  get isOnTerminal(): boolean {
    return this.stream.isTTY === true && !this.isQuiet;
  }

  readonly show = (progress: Progress): void => {
    if (this.isQuiet) return;
    const now = performance.now();
    const pace = this.rate.measure(progress, now);
    const isDue = now - this.drawnAt >= (this.stream.isTTY ? barEveryMs : lineEveryMs);
    if (!isDue) return;
    this.drawnAt = now;
    if (!this.stream.isTTY) {
      this.stream.write(`${progressText(progress, pace)}\n`);
      return;
    }
    const columns = (this.stream.columns ?? 80) - 1;
    const text = barText(progress, pace, columns);
    this.stream.write(`\r${text.padEnd(Math.min(this.barWidth, columns))}`);
    this.barWidth = text.length;
  };

  /** One sentence, above the bar. */
  readonly note = (note: string): void => {
    if (!this.isQuiet) this.say(`note: ${note}`);
  };

  /** A line that is shown even where quiet was asked: errors. */
  say(line: string): void {
    this.clear();
    this.stream.write(`${line}\n`);
  }

  clear(): void {
    if (this.barWidth === 0) return;
    this.stream.write(`\r${' '.repeat(this.barWidth)}\r`);
    this.barWidth = 0;
  }
}

/** `Scoring: 1,200 of 2,140 (56 %), 68 images/s, 14 s left`. */
export function progressText(progress: Progress, pace: Pace): string {
  const { done, total } = progress;
  const share = total === null || total === 0 ? '' : ` (${percentage(done / total)})`;
  const of = total === null ? '' : ` of ${thousands(total)}`;
  const speed =
    pace.perSecond === null || pace.perSecond < 0.05
      ? ''
      : `, ${pace.perSecond < 10 ? pace.perSecond.toFixed(1) : thousands(pace.perSecond)} images/s`;
  const left =
    pace.remaining === null || pace.remaining < 1 ? '' : `, ${duration(pace.remaining)} left`;
  return `${phaseWords[progress.phase]}: ${thousands(done)}${of}${share}${speed}${left}`;
}

/** The same with a bar in front, where the terminal is wide enough. */
export function barText(progress: Progress, pace: Pace, columns: number): string {
  const text = progressText(progress, pace);
  const width = Math.min(24, columns - text.length - 1);
  if (progress.total === null || progress.total === 0 || width < 8) return text.slice(0, columns);
  const filled = Math.min(width, Math.round((progress.done / progress.total) * width));
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${text}`;
}
