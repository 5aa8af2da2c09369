/** At most so many URIs are named: VS Code takes no more decorations at once. */
const MOST_NAMED = 250;
const EVERY_MS = 400;

/**
 * Says which images changed: the first time at once, so that a badge appears as soon as there is a
 * score, then at most every 400 ms, so that a fast run does not flood the editor.
 */
export class Announcer {
  readonly #tell: (paths: readonly string[] | null) => void;
  #pending: Set<string> | null = new Set();
  #hasNews = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(tell: (paths: readonly string[] | null) => void) {
    this.#tell = tell;
  }

  /** @param paths null: all */
  add(paths: readonly string[] | null): void {
    this.#hasNews = true;
    if (paths === null) this.#pending = null;
    for (const path of paths ?? []) this.#pending?.add(path);
    if (this.#pending !== null && this.#pending.size > MOST_NAMED) this.#pending = null;
    if (this.#timer === null) this.flush();
  }

  /** Says now what is left to say. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#hasNews) return;
    const paths = this.#pending === null ? null : [...this.#pending];
    this.#pending = new Set();
    this.#hasNews = false;
    this.#timer = setTimeout(() => this.flush(), EVERY_MS);
    this.#timer.unref();
    this.#tell(paths);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#hasNews = false;
  }
}
