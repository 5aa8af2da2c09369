import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { exactIndex } from '../../server/core/neighbours/exact-index.ts';
import {
  approximateIndex,
  hnswAvailable,
  loadApproximateIndex,
} from '../../server/runtime/neighbours/approximate-index.ts';
import { seededNormals } from './seeded-numbers.ts';

const isAvailable = await hnswAvailable();
const skip = isAvailable ? false : 'hnswlib-node is not compiled here';
if (!isAvailable) console.log(`skipped: ${skip}`);
const folder = await mkdtemp(join(tmpdir(), 'grood-index-'));
after(() => rm(folder, { recursive: true, force: true }));

const DIMENSION = 64;
const gradients = gradientLike(20_000, 7);
const queries = gradientLike(500, 8);

test('the nearest of 20,000 gradients is found at least 98 times in 100', { skip }, async () => {
  const index = await built(gradients);
  const got = index.search(queries, 1);
  const want = exactIndex(gradients, DIMENSION).search(queries, 1);
  const hits = want.rows.filter((row, i) => row === got.rows[i]).length;
  console.log(`recall of the nearest: ${hits / want.rows.length}`);
  assert.ok(hits >= 0.98 * want.rows.length, `${hits} of ${want.rows.length}`);
  got.rows.forEach((row, i) => {
    if (row !== want.rows[i]) return;
    const [a, b] = [got.distances[i] ?? 0, want.distances[i] ?? 0];
    // The library computes in float32, by subtraction.
    assert.ok(Math.abs(a - b) <= 1e-5 * b, `${a}, not ${b}`);
  });
});

test('a saved index finds the same after loading', { skip }, async () => {
  const index = await built(gradients.subarray(0, 500 * DIMENSION));
  const path = join(folder, 'a.hnsw');
  assert.ok((await index.save(path)).ok);
  const loaded = await loadApproximateIndex(path, DIMENSION);
  assert.ok(loaded.ok);
  assert.equal(loaded.value.count, 500);
  assert.deepEqual(loaded.value.search(queries, 11), index.search(queries, 11));
});

test('fewer rows than asked for are all found, nearest first', { skip }, async () => {
  const index = await built(gradients.subarray(0, 3 * DIMENSION));
  const { columns, rows, distances } = index.search(queries.subarray(0, DIMENSION), 11);
  assert.equal(columns, 3);
  assert.deepEqual([...rows].sort(), [0, 1, 2]);
  assert.deepEqual(
    [...distances],
    [...distances].sort((a, b) => a - b),
  );
});

test('an index that is missing or cut short gets a sentence', { skip }, async () => {
  const missing = await loadApproximateIndex(join(folder, 'none.hnsw'), DIMENSION);
  assert.match(missing.ok ? '' : missing.failure.message, /There is no index .*none\.hnsw/);
  const index = await built(gradients.subarray(0, 100 * DIMENSION));
  const path = join(folder, 'cut.hnsw');
  await index.save(path);
  await truncate(path, 1000);
  const cut = await loadApproximateIndex(path, DIMENSION);
  assert.match(cut.ok ? '' : cut.failure.message, /damaged/);
});

test('an index in a folder that is not there is a failure, not an exception', {
  skip,
}, async () => {
  const index = await built(gradients.subarray(0, DIMENSION));
  const saved = await index.save(join(folder, 'nowhere', 'a.hnsw'));
  assert.equal(saved.ok ? null : saved.failure.kind, 'write');
});

async function built(
  data: Float64Array,
): Promise<Extract<Awaited<ReturnType<typeof approximateIndex>>, { ok: true }>['value']> {
  const index = await approximateIndex(data, DIMENSION);
  assert.ok(index.ok);
  return index.value;
}

/** Lengths from 1e-6 to 0.3 in directions around ten classes, as of a trained classifier. */
function gradientLike(count: number, seed: number): Float64Array {
  const classes = seededNormals(1);
  const centres = Float64Array.from({ length: 10 * DIMENSION }, classes);
  const next = seededNormals(seed);
  const out = new Float64Array(count * DIMENSION);
  for (let row = 0; row < count; row += 1) {
    const length = 10 ** (-2.5 + 1.2 * next());
    const centre = (row % 10) * DIMENSION;
    for (let j = 0; j < DIMENSION; j += 1) {
      out[row * DIMENSION + j] = (length / 12) * ((centres[centre + j] ?? 0) + 0.6 * next());
    }
  }
  return out;
}
