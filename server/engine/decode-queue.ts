import { failed } from '../protocol/failure.ts';
import type { EngineFile, FileOutcome } from './messages.ts';
import type { PixelBatches } from './pixel-batches.ts';

export interface QueuedBatch {
  readonly id: number;
  readonly program: number;
  readonly files: readonly EngineFile[];
  readonly batches: PixelBatches;
}

export interface DecodedBatch extends QueuedBatch {
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly outcomes: FileOutcome[];
}

interface DecodingBatch extends DecodedBatch {
  next: number;
  unfinished: number;
}

/**
 * Decodes batches in the order they came, a few files at a time, and across their borders, so that
 * no processor waits for the last file of a batch.
 */
export class DecodeQueue {
  readonly #limit: number;
  readonly #onReady: () => void;
  readonly #waiting: DecodingBatch[] = [];
  #decoding = 0;

  /** @param limit files decoded at once */
  constructor(limit: number, onReady: () => void) {
    this.#limit = limit;
    this.#onReady = onReady;
  }

  add(batch: QueuedBatch): void {
    const { files, batches } = batch;
    const pixels = batches.take();
    // Padding must not depend on what the buffer held before.
    pixels.fill(0, files.length * batches.imageBytes);
    const outcomes = new Array<FileOutcome>(files.length);
    this.#waiting.push({ ...batch, pixels, outcomes, next: 0, unfinished: files.length });
    this.#pump();
    if (files.length === 0) this.#onReady();
  }

  /** The program of the oldest batch, if all its files are decoded. */
  readyProgram(): number | null {
    const [oldest] = this.#waiting;
    return oldest?.unfinished === 0 ? oldest.program : null;
  }

  /** The oldest batch, if all its files are decoded. */
  takeReady(): DecodedBatch | null {
    if (this.#waiting[0]?.unfinished !== 0) return null;
    return this.#waiting.shift() ?? null;
  }

  /** False if no such batch waits here. */
  drop(id: number): boolean {
    const index = this.#waiting.findIndex((batch) => batch.id === id);
    if (index < 0) return false;
    // Its buffer is not given back: files of it may still be written into it.
    this.#waiting.splice(index, 1);
    if (index === 0) this.#onReady();
    return true;
  }

  #pump(): void {
    for (const batch of this.#waiting) {
      while (batch.next < batch.files.length) {
        if (this.#decoding >= this.#limit) return;
        this.#decode(batch, batch.next);
        batch.next += 1;
      }
    }
  }

  #decode(batch: DecodingBatch, index: number): void {
    const file = batch.files[index]!;
    const { decoder, imageBytes } = batch.batches;
    const into = batch.pixels.subarray(index * imageBytes, (index + 1) * imageBytes);
    const settle = (outcome: FileOutcome): void => {
      if (!outcome.ok) into.fill(0);
      batch.outcomes[index] = outcome;
      batch.unfinished -= 1;
      this.#decoding -= 1;
      this.#pump();
      if (batch.unfinished === 0) this.#onReady();
    };
    this.#decoding += 1;
    decoder.decode(file, into).then(settle, (error) => settle(undecoded(file, error)));
  }
}

function undecoded(file: EngineFile, error: unknown): FileOutcome {
  const hint = 'Open it in an image viewer; if it is fine there, report this with the log.';
  const message = `${file.path} could not be decoded.`;
  return failed('unreadable-image', message, hint, String(error));
}
