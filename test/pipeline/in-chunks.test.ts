import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { chunkSize } from '../../server/pipeline/chunk-size.ts';
import { inChunks } from '../../server/pipeline/in-chunks.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('results come in the order of the items, whichever chunk is done first', async () => {
  const found: number[] = [];
  const options = { size: 3, inFlight: 4 };
  const work = async (chunk: readonly number[]): Promise<readonly number[]> => {
    await wait(chunk[0]! % 2 === 0 ? 12 : 1);
    return chunk;
  };
  for await (const chunk of inChunks(numbers(31), options, work)) found.push(...chunk);
  assert.deepEqual(found, numbers(31));
});

test('reading runs ahead of a slow consumer by the chunks in flight at the most', async () => {
  let read = 0;
  function* items(): Generator<number> {
    for (const number of numbers(1000)) {
      read++;
      yield number;
    }
  }
  const work = (chunk: readonly number[]): Promise<number> => Promise.resolve(chunk.length);
  let done = 0;
  for await (const count of inChunks(items(), { size: 10, inFlight: 3 }, work)) {
    done += count;
    await wait(1);
    assert.ok(read <= done + 30, `${read} read, ${done} done`);
  }
  assert.equal(done, 1000);
});

test('a chunk that fails ends the sequence at its place', async () => {
  const seen: number[] = [];
  const work = async (chunk: readonly number[]): Promise<number> => {
    if (chunk[0] === 4) throw new Error('four');
    return chunk[0]!;
  };
  await assert.rejects(async () => {
    for await (const first of inChunks(numbers(10), { size: 2, inFlight: 3 }, work)) {
      seen.push(first);
    }
  }, /four/);
  assert.deepEqual(seen, [0, 2]);
});

test('chunks follow the batches of the engine, so that a slow model loses little', () => {
  const sizes = [2, 8, 16, 64, null].map(chunkSize);
  assert.deepEqual(sizes, [8, 32, 64, 256, 256]);
});
