import { prototypeDistances } from '../../core/grood/prototype-distances.ts';
import { noiseImage } from '../../io/noise-image.ts';
import { orStop } from '../run-stopped.ts';
import { takeRows } from './feature-collector.ts';
import type { FitContext } from './fit-context.ts';

const ROUNDS = 10;
const IMAGES_A_ROUND = 100;
const KEPT_A_ROUND = 10;
const SEED = 1;

/**
 * Raw features of the noise images that the network finds least familiar: of each hundred, the ten
 * with the lowest log-sum-exp of logits, or without logits the ten farthest from their nearest
 * prototype (grood.md, Fit 2, `noise`).
 * @param prototypes class means of raw features [K, D]
 * @returns features [100, D] and the images they are of
 */
export async function noiseOod(
  context: FitContext,
  prototypes: Float64Array,
  dimension: number,
): Promise<{ readonly features: Float32Array; images(): Promise<Uint8Array[]> }> {
  const kept = new Float32Array(ROUNDS * KEPT_A_ROUND * dimension);
  const numbers: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { features, logits } = await embedNoise(context, round);
    const familiarity =
      logits === null
        ? nearness(features, prototypes, dimension)
        : logSumExp(logits, logits.length / IMAGES_A_ROUND);
    const order = [...familiarity.keys()].sort((a, b) => familiarity[a]! - familiarity[b]!);
    const lowest = order.slice(0, KEPT_A_ROUND);
    const rows = takeRows(features, dimension, lowest);
    kept.set(rows, round * rows.length);
    numbers.push(...lowest.map((row) => round * IMAGES_A_ROUND + row));
    context.work.onProgress?.({ phase: 'fit', done: round + 1, total: ROUNDS });
  }
  const { height, width } = context.backbone.preprocessing;
  const draw = (number: number): Promise<Uint8Array> =>
    noiseImage({ height, width }, { seed: SEED, number });
  return { features: kept, images: () => Promise.all(numbers.map(draw)) };
}

async function embedNoise(
  context: FitContext,
  round: number,
): Promise<{ readonly features: Float32Array; readonly logits: Float32Array | null }> {
  const { engine, work } = context;
  const { height, width } = context.backbone.preprocessing;
  const program = await context.program.open();
  const features: number[] = [];
  const logits: number[] = [];
  for (let from = 0; from < IMAGES_A_ROUND; from += program.batchSize) {
    const count = Math.min(program.batchSize, IMAGES_A_ROUND - from);
    const numbers = Array.from({ length: count }, (_, i) => round * IMAGES_A_ROUND + from + i);
    const images = await Promise.all(
      numbers.map((number) => noiseImage({ height, width }, { seed: SEED, number })),
    );
    const data = new Uint8Array(Buffer.concat(images));
    const input = { images: { data, dims: [count, height, width, 3] } };
    const rows = orStop(await engine.runFeatures(program.id, input, work.signal));
    features.push(...(rows['features']!.data as Float32Array));
    if (rows['logits'] !== undefined) logits.push(...(rows['logits'].data as Float32Array));
  }
  return {
    features: Float32Array.from(features),
    logits: logits.length === 0 ? null : Float32Array.from(logits),
  };
}

/** Minus the distance to the nearest prototype, by row. */
function nearness(features: Float32Array, prototypes: Float64Array, dimension: number): number[] {
  const count = prototypes.length / dimension;
  const distances = prototypeDistances(Float64Array.from(features), prototypes, dimension);
  return Array.from(
    { length: features.length / dimension },
    (_, row) => -Math.min(...distances.subarray(row * count, (row + 1) * count)),
  );
}

function logSumExp(logits: Float32Array, columns: number): number[] {
  return Array.from({ length: logits.length / columns }, (_, row) => {
    const values = logits.subarray(row * columns, (row + 1) * columns);
    const highest = Math.max(...values);
    return highest + Math.log(values.reduce((sum, x) => sum + Math.exp(x - highest), 0));
  });
}
