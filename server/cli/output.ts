import { once } from 'node:events';

/**
 * Standard output for data: waits where the reader is slow, and where the reader has gone (a
 * pipe into `head`) it says so once and swallows the rest, since that is no fault of the run.
 */
export class Output {
  private readonly stream: NodeJS.WriteStream;
  private readonly gone = new AbortController();

  constructor(stream: NodeJS.WriteStream = process.stdout) {
    this.stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      this.gone.abort();
    });
  }

  get isTerminal(): boolean {
    return this.stream.isTTY === true;
  }

  get columns(): number {
    return this.stream.columns ?? 80;
  }

  /** Fires when the reader has gone. */
  get closed(): AbortSignal {
    return this.gone.signal;
  }

  async write(data: string | Uint8Array): Promise<void> {
    if (this.gone.signal.aborted || this.stream.write(data)) return;
    const { signal } = this.gone;
    await once(this.stream, 'drain', { signal }).catch(() => {});
  }

  async line(text: string): Promise<void> {
    await this.write(`${text}\n`);
  }

  /** Resolves when all that was written has left the process. */
  async flush(): Promise<void> {
    if (this.gone.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.gone.signal.addEventListener('abort', () => resolve(), { once: true });
      this.stream.write('', () => resolve());
    });
  }
}
