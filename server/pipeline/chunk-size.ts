const FILES_MAX = 256;
/** Enough that, with a few chunks at work, decoding and inference never wait for the next one. */
const BATCHES = 4;

/**
 * Files that are looked up, computed and written together: a fraction of a second of work, since
 * the engine's batches take about 40 ms. A crash or a cancel loses a few of these at the most.
 * @param batchSize of the program, null while it is not known
 */
export function chunkSize(batchSize: number | null): number {
  return batchSize === null ? FILES_MAX : Math.min(FILES_MAX, BATCHES * batchSize);
}
