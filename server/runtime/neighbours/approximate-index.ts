import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { HierarchicalNSW } from 'hnswlib-node';
import type { NeighbourIndex, Neighbours } from '../../core/neighbours/neighbour-index.ts';
import { failed, ok, type Result } from '../../protocol/failure.ts';

/**
 * HNSW's parameters, under their published names. Gradients are harder than usual data: most rows
 * crowd around zero, and OOD queries lie far outside. Recall of the nearest on 8,600 gradients of a
 * trained classifier at the library's own M 16, efSearch 200: 0.98 of typical and 0.93 of OOD
 * queries; at the defaults here 0.996 and 0.982, for four times the time.
 */
export interface ApproximateOptions {
  /** Links a row and layer, 5..48; memory is about 8 M + 4 D bytes a row. Default 32. */
  readonly M?: number;
  /** Rows looked at while building; build time grows with it. Default 200. */
  readonly efConstruction?: number;
  /** Rows looked at in a search, at least k; search time grows with it. Default 800. */
  readonly efSearch?: number;
  /** Seed of the layers. Default 1. */
  readonly seed?: number;
}

/** Nearest neighbours, nearly always the right ones; its twin is core's `exactIndex`. */
export interface ApproximateIndex extends NeighbourIndex {
  /** Writes the index beside its place and renames it. */
  save(path: string): Promise<Result<true>>;
}

const EF_SEARCH = 800;

/** Whether hnswlib-node is installed and was compiled; without it, exact search serves. */
export async function hnswAvailable(): Promise<boolean> {
  return (await loadLibrary()).ok;
}

/**
 * Builds an index; takes about 0.15 ms a row of 64 numbers and blocks the event loop.
 * @param data rows [N, dimension]
 */
export async function approximateIndex(
  data: Float64Array | Float32Array,
  dimension: number,
  options: ApproximateOptions = {},
): Promise<Result<ApproximateIndex>> {
  const library = await loadLibrary();
  if (!library.ok) return library;
  const count = data.length / dimension;
  const index = new library.value.HierarchicalNSW('l2', dimension);
  index.initIndex(
    Math.max(1, count),
    options.M ?? 32,
    options.efConstruction ?? 200,
    options.seed ?? 1,
  );
  for (const row of shuffledRows(count, options.seed ?? 1)) {
    index.addPoint(toNumbers(data, row, dimension), row);
  }
  return ok(adapt(index, count, dimension, options.efSearch ?? EF_SEARCH));
}

/** Opens an index that `save` wrote. */
export async function loadApproximateIndex(
  path: string,
  dimension: number,
  options: Pick<ApproximateOptions, 'efSearch'> = {},
): Promise<Result<ApproximateIndex>> {
  const library = await loadLibrary();
  if (!library.ok) return library;
  const hint = 'Fit again to write it anew; until then exact search serves.';
  if (!existsSync(path)) return failed('detector-unusable', `There is no index ${path}.`, hint);
  try {
    const index = new library.value.HierarchicalNSW('l2', dimension);
    await index.readIndex(path);
    const count = index.getCurrentCount();
    return ok(adapt(index, count, dimension, options.efSearch ?? EF_SEARCH));
  } catch (error) {
    const message = `The index ${path} is damaged or of another detector.`;
    return failed('detector-unusable', message, hint, String(error));
  }
}

/** Training rows come class by class, and an index built in that order links the classes badly. */
function shuffledRows(count: number, seed: number): Int32Array {
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  let state = seed >>> 0;
  for (let last = count - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    const row = rows[last] as number;
    rows[last] = rows[other] as number;
    rows[other] = row;
  }
  return rows;
}

function adapt(
  index: HierarchicalNSW,
  count: number,
  dimension: number,
  efSearch: number,
): ApproximateIndex {
  return {
    count,
    dimension,
    search: (queries, k) => {
      index.setEf(Math.max(efSearch, k));
      return searchAll(index, queries, Math.min(k, count));
    },
    save: async (path) => {
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        await index.writeIndex(temporary);
        await rename(temporary, path);
        return ok(true);
      } catch (error) {
        const message = `The index ${path} cannot be written.`;
        return failed('write', message, 'Choose a folder that you may write to.', String(error));
      }
    },
  };
}

function searchAll(
  index: HierarchicalNSW,
  queries: Float64Array | Float32Array,
  columns: number,
): Neighbours {
  const dimension = index.getNumDimensions();
  const count = queries.length / dimension;
  const rows = new Int32Array(count * columns);
  const distances = new Float64Array(count * columns);
  for (let n = 0; n < count && columns > 0; n += 1) {
    const found = index.searchKnn(toNumbers(queries, n, dimension), columns);
    // The library's order of equal distances is that of its heap; ours is by row.
    const order = found.neighbors.map((row, i) => ({ row, squared: found.distances[i] as number }));
    order.sort((a, b) => a.squared - b.squared || a.row - b.row);
    order.forEach(({ row, squared }, i) => {
      rows[n * columns + i] = row;
      distances[n * columns + i] = Math.sqrt(squared);
    });
  }
  return { columns, rows, distances };
}

/** The library takes plain arrays only. */
function toNumbers(data: Float64Array | Float32Array, row: number, dimension: number): number[] {
  return Array.from(data.subarray(row * dimension, (row + 1) * dimension));
}

type Library = typeof import('hnswlib-node');

async function loadLibrary(): Promise<Result<Library>> {
  try {
    const loaded = (await import('hnswlib-node')) as Library & { readonly default?: Library };
    return ok(loaded.default ?? loaded);
  } catch (error) {
    return failed(
      'engine',
      'The approximate index needs hnswlib-node, which is not installed or was not compiled.',
      'Exact search is used; to compile it, install g++ and python3 and set the project up again.',
      String(error),
    );
  }
}
