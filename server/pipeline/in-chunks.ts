/**
 * Takes items as they come, works on them in chunks, a few at once, and yields the results in the
 * order of the items. Reading runs ahead of the work by `inFlight` chunks at the most, so that
 * memory does not grow with the number of items.
 */
export async function* inChunks<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  options: {
    /** Items of a chunk; a function gives it for each, counted from 0. */
    readonly size: number | ((chunk: number) => number);
    readonly inFlight: number;
  },
  work: (chunk: readonly T[]) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  const { size } = options;
  const sizeOf = typeof size === 'number' ? () => size : size;
  let started = 0;
  const start = (chunk: readonly T[]): void => {
    const result = work(chunk);
    // Looked at when its turn comes; until then a failure must not count as unhandled.
    result.catch(() => undefined);
    running.push(result);
    started += 1;
  };
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < sizeOf(started)) continue;
    start(chunk);
    chunk = [];
    if (running.length >= options.inFlight) yield await running.shift()!;
  }
  if (chunk.length > 0) start(chunk);
  while (running.length > 0) yield await running.shift()!;
}
