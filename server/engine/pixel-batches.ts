import type { Preprocessing } from '../protocol/preprocessing.ts';
import type { FileDecoder } from './engine-parts.ts';

/** Buffers kept for the next batch; more are in use only while a batch is dropped. */
const KEPT = 4;

/** The pixel buffers of one program, all of one shape: [batchSize, height, width, 3]. */
export class PixelBatches {
  readonly decoder: FileDecoder;
  readonly batchSize: number;
  readonly dims: readonly number[];
  readonly imageBytes: number;
  readonly #kept: Uint8Array<ArrayBuffer>[] = [];

  constructor(decoder: FileDecoder, { height, width }: Preprocessing, batchSize: number) {
    this.decoder = decoder;
    this.batchSize = batchSize;
    this.dims = [batchSize, height, width, 3];
    this.imageBytes = height * width * 3;
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#kept.pop() ?? new Uint8Array(this.batchSize * this.imageBytes);
  }

  giveBack(pixels: Uint8Array<ArrayBuffer>): void {
    if (this.#kept.length < KEPT) this.#kept.push(pixels);
  }
}
