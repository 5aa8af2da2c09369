import { mkdir, open, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Decision } from './decision.ts';
import { formatLine, type ManifestLine, parseLine, stateAfter } from './manifest-line.ts';

/**
 * `decisions.jsonl`, to which lines are only ever added. Another process may add lines too: all
 * of them while it holds the lock, so `catchUp` under the lock sees everything.
 */
export class Manifest {
  readonly path: string;
  readonly #base: string;
  readonly #decisions = new Map<number, Decision>();
  #read = 0;
  /** Bytes after the last newline: a line cut off by a crash. */
  #hasTornEnd = false;
  #version = 0;
  #lastId = 0;
  #lastBatch = 0;

  /** @param folder the `.grood` folder; paths in it are relative to the folder around it */
  constructor(folder: string) {
    this.path = join(folder, 'decisions.jsonl');
    this.#base = dirname(folder);
  }

  /** By id, ascending. */
  get decisions(): ReadonlyMap<number, Decision> {
    return this.#decisions;
  }

  /** Another number after every change. */
  get version(): number {
    return this.#version;
  }

  get lastId(): number {
    return this.#lastId;
  }

  get lastBatch(): number {
    return this.#lastBatch;
  }

  /** Reads what was added since. @throws what the system throws, but for a file that is absent */
  async catchUp(): Promise<void> {
    const size = await stat(this.path).then(
      (stats) => stats.size,
      () => 0,
    );
    // Shorter than before: it was replaced, for example by a checkout of git.
    if (size < this.#read) this.#forget();
    if (size === this.#read) return;
    const handle = await open(this.path, 'r');
    try {
      const bytes = Buffer.alloc(size - this.#read);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, this.#read);
      const until = bytes.lastIndexOf(10, bytesRead - 1) + 1;
      for (const text of bytes.toString('utf8', 0, until).split('\n')) {
        const line = text === '' ? null : parseLine(text, this.#base);
        if (line !== null) this.#apply(line);
      }
      this.#read += until;
      this.#hasTornEnd = until < bytesRead;
    } finally {
      await handle.close();
    }
  }

  /** On the disk when it resolves. @throws what the system throws; nothing has changed then */
  async append(lines: readonly ManifestLine[]): Promise<void> {
    if (lines.length === 0) return;
    await makeFolder(dirname(this.path));
    const nowMs = Date.now();
    const texts = lines.map((line) => `${formatLine(line, this.#base, nowMs)}\n`).join('');
    const handle = await open(this.path, 'a');
    try {
      const before = (await handle.stat()).size;
      try {
        await handle.writeFile(this.#hasTornEnd ? `\n${texts}` : texts);
        await handle.sync();
      } catch (error) {
        // A full disk may have taken half a line.
        await handle.truncate(before).catch(() => {});
        throw error;
      }
      this.#read = (await handle.stat()).size;
    } finally {
      await handle.close();
    }
    this.#hasTornEnd = false;
    for (const line of lines) this.#apply(line);
  }

  #apply(line: ManifestLine): void {
    this.#version += 1;
    if (line.is === 'intent') {
      const { decision } = line;
      this.#lastId = Math.max(this.#lastId, decision.id);
      this.#lastBatch = Math.max(this.#lastBatch, decision.batch);
      this.#decisions.set(decision.id, { ...decision, state: 'intended' });
      return;
    }
    const known = this.#decisions.get(line.id);
    if (known !== undefined) this.#decisions.set(line.id, { ...known, state: stateAfter[line.is] });
  }

  #forget(): void {
    this.#decisions.clear();
    this.#read = 0;
    this.#version += 1;
  }
}

/** Made with a `.gitignore`: what is moved there is nobody's but this machine's. */
export async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await writeFile(join(folder, '.gitignore'), '*\n');
}
