import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tensor } from 'onnxruntime-node';
import { combinedPValues } from '../../server/core/calibration/combined-p-values.ts';
import type { FittedGrood } from '../../server/core/grood/fitted.ts';
import { scoreGrood } from '../../server/core/grood/score-grood.ts';
import { type HeadOptions, headModel } from '../../server/runtime/onnx/detector/head-graph.ts';
import { encodeModel } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { openSession } from '../../server/runtime/onnx/session.ts';
import {
  type ExampleOptions,
  exampleCalibration,
  exampleFeatures,
  exampleFit,
  mixed,
} from './fitted-example.ts';

type Outputs = Record<string, { readonly data: ArrayLike<number | bigint> }>;

const cases: ({ name: string; storage?: 'float16' } & ExampleOptions)[] = [
  { name: 'with the adapter', dimension: 16, count: 90 },
  { name: 'without an adapter', dimension: 16, count: 90, adapter: 'none' },
  { name: 'of an odd number of features', dimension: 7, count: 60 },
  { name: 'with known OOD images', dimension: 16, count: 90, source: 'known' },
  {
    name: 'of one class with known OOD images',
    dimension: 8,
    count: 40,
    classes: 1,
    source: 'known',
  },
  { name: 'of one class alone', dimension: 8, count: 40, classes: 1 },
  { name: 'of six training images', dimension: 8, count: 6 },
  { name: 'of as many rows as need blocks', dimension: 4, count: 2100 },
  { name: 'of wide features', dimension: 320, count: 400 },
  { name: 'of wide features without an adapter', dimension: 320, count: 300, adapter: 'none' },
  { name: 'of features so wide that the adapter comes in blocks', dimension: 512, count: 90 },
  { name: 'of wide features in blocks', dimension: 260, count: 2100, source: 'known' },
  { name: 'that mixes when scoring', dimension: 16, count: 90, isMixed: true, oodTarget: 0.1 },
  { name: 'of wide features that mixes', dimension: 260, count: 60, isMixed: true },
];

for (const { name, ...options } of cases) {
  test(`a head ${name} gives the reference's numbers`, async () => {
    const fitted = await exampleFit(options);
    const rows = exampleFeatures(options.dimension, 24, 5, 4);
    await checkAgainstReference(fitted, rows, options.isMixed === true);
  });
}

test('a training image is at distance 0 of itself, and the lower of equal rows comes first', async () => {
  for (const dimension of [16, 320]) {
    const fitted = await exampleFit({ dimension, count: 60 });
    const row = fitted.indexedRows[5] ?? 0;
    const query = fitted.trainingFeatures.slice(row * dimension, (row + 1) * dimension);
    const out = await runHead(fitted, { calibration: exampleCalibration(fitted) }, query);
    assert.equal(Number(out['grood_rows']?.data[0]), row);
    assert.ok(Number(out['score']?.data[0]) < 1e-6 * Number(out['grood_distances']?.data[1]));
    assert.equal(Number(out['feature_rows']?.data[0]), row);
  }
});

test('at the OOD prototype and at the mean the gradient has a direction, and no number is NaN', async () => {
  for (const adapter of ['none', 'whiten'] as const) {
    const fitted = await exampleFit({ dimension: 4, count: 30, adapter });
    const { adapter: found, oodPrototype } = fitted;
    const point = found === null ? oodPrototype : found.mean;
    const query = Float32Array.from(point ?? []);
    // An exact hit needs values that float32 holds.
    const exact: FittedGrood =
      found === null
        ? { ...fitted, oodPrototype: Float64Array.from(query) }
        : { ...fitted, adapter: { ...found, mean: Float64Array.from(query) } };
    await checkAgainstReference(exact, query, false);
  }
});

test('features of zeros, and of one hundred thousand, give finite numbers', async () => {
  const fitted = await exampleFit({ dimension: 16, count: 60 });
  const rows = new Float32Array(32).fill(1e5, 16);
  const out = await runHead(fitted, { calibration: exampleCalibration(fitted) }, rows);
  for (const name of ['score', 'neighbour_score', 'p', 'prototype_distances']) {
    assert.ok(Array.from(out[name]?.data ?? [], Number).every(Number.isFinite), name);
  }
});

test('calibration scores that tie with the scored ones are counted exactly', async () => {
  const fitted = await exampleFit({ dimension: 8, count: 40 });
  const rows = exampleFeatures(8, 12, 3, 5);
  const first = await runHead(fitted, { calibration: exampleCalibration(fitted) }, rows);
  const grood = Float32Array.from(first['score']?.data ?? [], Number);
  const neighbour = Float32Array.from(first['neighbour_score']?.data ?? [], Number);
  // Half of them tie in one view only.
  const calibration = {
    grood,
    neighbour: neighbour.map((value, i) => (i % 2 ? value : 1 - value)),
  };
  const out = await runHead(fitted, { calibration }, rows);
  checkPValues(out, calibration, grood, neighbour);
});

test('of wide features, rows that are not indexed are near by features only', async () => {
  const fitted = await exampleFit({ dimension: 320, count: 40 });
  const few = {
    ...fitted,
    indexedRows: fitted.indexedRows.slice(0, 7),
    gradients: fitted.gradients.slice(0, 7 * 320),
  };
  await checkAgainstReference(few, exampleFeatures(320, 6, 3, 9), false);
});

test('p-values are exact past the whole numbers that float64 holds', async () => {
  const fitted = await exampleFit({ dimension: 8, count: 40 });
  const { grood, neighbour } = exampleCalibration(fitted);
  const spread = (scores: Float32Array, step: number): Float32Array =>
    Float32Array.from({ length: 12_000 }, (_, i) => {
      return (scores[i % 40] ?? 0) * (1 + ((i * step) % 1201) * 1e-4);
    });
  const calibration = { grood: spread(grood, 7), neighbour: spread(neighbour, 11) };
  const out = await runHead(fitted, { calibration }, exampleFeatures(8, 12, 3, 5));
  const scores = ['score', 'neighbour_score'].map((name) => Float32Array.from(numbers(out, name)));
  checkPValues(out, calibration, ...(scores as [Float32Array, Float32Array]));
});

test('float16 storage of features that float16 holds changes no number', async () => {
  const fitted = await exampleFit({ dimension: 16, count: 60 });
  const halves = fitted.trainingFeatures.map((value) => Math.round(value * 256) / 256);
  const rounded = { ...fitted, trainingFeatures: halves };
  const calibration = exampleCalibration(fitted);
  const rows = exampleFeatures(16, 8, 3, 6);
  const want = await runHead(rounded, { calibration }, rows);
  const got = await runHead(rounded, { calibration, storage: 'float16' }, rows);
  for (const name of Object.keys(want)) assert.deepEqual(got[name]?.data, want[name]?.data, name);
});

test('float16 storage of features past its range is refused', async () => {
  const fitted = await exampleFit({ dimension: 4, count: 20 });
  const trainingFeatures = fitted.trainingFeatures.map((value) => value * 1e6);
  const options = { calibration: exampleCalibration(fitted), storage: 'float16' as const };
  assert.throws(() => headModel({ ...fitted, trainingFeatures }, options), RangeError);
});

test('a row scores the same alone as in any batch', async () => {
  const fitted = await exampleFit({ dimension: 320, count: 100 });
  const options = { calibration: exampleCalibration(fitted) };
  const rows = exampleFeatures(320, 9, 3, 8);
  const whole = await runHead(fitted, options, rows);
  for (const row of [0, 8]) {
    const alone = await runHead(fitted, options, rows.slice(row * 320, (row + 1) * 320));
    for (const [name, { data }] of Object.entries(alone)) {
      const want = Array.from(whole[name]?.data ?? []).slice(row * data.length);
      assert.deepEqual([...Array.from(data)], want.slice(0, data.length), name);
    }
  }
});

async function runHead(
  fitted: FittedGrood,
  options: HeadOptions,
  rows: Float32Array,
  mixedRows?: Float32Array,
): Promise<Outputs> {
  const model = headModel(fitted, options, mixedRows !== undefined);
  const session = await openSession(encodeModel(model));
  if (!session.ok) throw new Error(session.failure.detail);
  const dims = [rows.length / fitted.dimension, fitted.dimension];
  const feeds: Record<string, Tensor> = { features: new Tensor('float32', rows, dims) };
  if (mixedRows) feeds['mixed_features'] = new Tensor('float32', mixedRows, dims);
  const out = await session.value.run(feeds);
  await session.value.release();
  return out as unknown as Outputs;
}

async function checkAgainstReference(
  fitted: FittedGrood,
  rows: Float32Array,
  isMixed: boolean,
): Promise<void> {
  const calibration = exampleCalibration(fitted);
  const out = await runHead(fitted, { calibration }, rows, isMixed ? mixed(rows) : undefined);
  const plain = scoreGrood(fitted, rows);
  const second = isMixed ? scoreGrood(fitted, mixed(rows)) : plain;
  const wantRows = (rowsOf: ArrayLike<number>, columns: number): number[] =>
    widened(rowsOf, columns, -1, rows.length / fitted.dimension);
  assertClose(out, 'score', second.scores);
  assertClose(out, 'neighbour_score', plain.neighbourScores);
  assertClose(out, 'prototype_distances', plain.prototypeDistances);
  assert.deepEqual(numbers(out, 'class'), [...plain.classes]);
  const { byGradient } = second;
  const { byFeatures } = plain;
  assert.deepEqual(numbers(out, 'grood_rows'), wantRows(byGradient.rows, byGradient.columns));
  assert.deepEqual(numbers(out, 'feature_rows'), wantRows(byFeatures.rows, byFeatures.columns));
  const count = rows.length / fitted.dimension;
  const far = Number.POSITIVE_INFINITY;
  assertClose(
    out,
    'grood_distances',
    widened(byGradient.distances, byGradient.columns, far, count),
  );
  assertClose(
    out,
    'feature_distances',
    widened(byFeatures.distances, byFeatures.columns, far, count),
  );
  const score = Float32Array.from(numbers(out, 'score'));
  const neighbour = Float32Array.from(numbers(out, 'neighbour_score'));
  if (fitted.oodPrototype !== null) checkPValues(out, calibration, score, neighbour);
  else assert.deepEqual(numbers(out, 'p'), numbers(out, 'p_neighbours'));
}

function checkPValues(
  out: Outputs,
  calibration: { readonly grood: Float32Array; readonly neighbour: Float32Array },
  score: Float32Array,
  neighbour: Float32Array,
): void {
  const reference = combinedPValues({
    grood: calibration.grood,
    neighbours: calibration.neighbour,
  });
  score.forEach((value, i) => {
    const want = reference(value, neighbour[i] ?? 0);
    assert.equal(out['p']?.data[i], Math.fround(want.p));
    assert.equal(out['p_grood']?.data[i], Math.fround(want.pGrood));
    assert.equal(out['p_neighbours']?.data[i], Math.fround(want.pNeighbours));
  });
}

/** The contract's 11 columns, from the reference's fewer. */
function widened(
  values: ArrayLike<number>,
  columns: number,
  fill: number,
  count: number,
): number[] {
  return Array.from({ length: count * 11 }, (_, i) => {
    const column = i % 11;
    return column < columns ? (values[Math.floor(i / 11) * columns + column] ?? fill) : fill;
  });
}

function numbers(out: Outputs, name: string): number[] {
  return Array.from(out[name]?.data ?? [], Number);
}

/**
 * Relative 1e-5: float32 outputs, sums in another order; and two bits of the float32 unit vectors
 * that feature distances come from.
 */
function assertClose(out: Outputs, name: string, want: ArrayLike<number>): void {
  const got = numbers(out, name);
  const floor = /feature|neighbour/.test(name) ? 1e-7 : 1e-9;
  assert.equal(got.length, want.length, name);
  got.forEach((value, i) => {
    const expected = want[i] ?? Number.NaN;
    const isClose = value === expected || Math.abs(value - expected) <= 1e-5 * expected + floor;
    assert.ok(isClose, `${name}[${i}]: ${value}, not ${expected}`);
  });
}
