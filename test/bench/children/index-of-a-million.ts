/** Builds the approximate index over synthetic gradients and compares it with the exact one. */
import { exactIndex } from '../../../server/core/neighbours/exact-index.ts';
import type {
  NeighbourIndex,
  Neighbours,
} from '../../../server/core/neighbours/neighbour-index.ts';
import { type Random, seededRandom } from '../../../server/demo/seeded-random.ts';
import { approximateIndex } from '../../../server/runtime/neighbours/approximate-index.ts';
import { childPayload } from '../measure/child-script.ts';

const CLASSES = 10;
const NEAREST = 11;

const { rows, dimension, queries } =
  childPayload<Record<'rows' | 'dimension' | 'queries', number>>();
const random = seededRandom('gradients');
const directions = Array.from({ length: CLASSES }, () => normals(random, dimension));
const data = gradients(rows);
const asked = gradients(queries);

globalThis.gc?.();
const before = process.memoryUsage().rss;
const buildStarted = performance.now();
const built = await approximateIndex(data, dimension);
if (!built.ok) throw new Error(`${built.failure.message} ${built.failure.hint}`);
const buildSeconds = (performance.now() - buildStarted) / 1000;
globalThis.gc?.();
const memoryMiB = (process.memoryUsage().rss - before) / 2 ** 20;
const near = timed(built.value);
const exact = timed(exactIndex(data, dimension));
const { columns } = exact.found;
const isFound = (query: number): boolean =>
  near.found.rows[query * columns] === exact.found.rows[query * columns];
const hits = Array.from({ length: queries }, (_, query) => query).filter(isFound);
const recall = hits.length / queries;
const queryMs = near.ms;
console.log(JSON.stringify({ buildSeconds, memoryMiB, queryMs, exactMs: exact.ms, recall }));

/**
 * As GROOD makes them: along the line from the OOD prototype to a class, spread about it, and of
 * lengths over several powers of ten.
 */
function gradients(count: number): Float32Array {
  const out = new Float32Array(count * dimension);
  for (let n = 0; n < count; n++) {
    const direction = directions[n % CLASSES]!;
    const length = 10 ** random.between(-6, -1);
    const apart = normals(random, dimension).map((x, j) => direction[j]! + 0.5 * x);
    const norm = Math.hypot(...apart);
    apart.forEach((x, j) => {
      out[n * dimension + j] = (length * x) / norm;
    });
  }
  return out;
}

function normals(from: Random, count: number): number[] {
  return Array.from({ length: count }, () => from.normal());
}

/** Milliseconds a query, asked one by one as they come from images. */
function timed(index: NeighbourIndex): { readonly ms: number; readonly found: Neighbours } {
  index.search(asked.subarray(0, dimension), NEAREST);
  const started = performance.now();
  const found = index.search(asked, NEAREST);
  return { ms: (performance.now() - started) / queries, found };
}
