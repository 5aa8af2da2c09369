import assert from 'node:assert/strict';
import { test } from 'node:test';
import { histogramOf } from '../../server/report/histogram.ts';

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const calibration = Array.from({ length: 100 }, (_, i) => 1 + i / 100);

test('every score falls into one bin, and shares add up', () => {
  const scored = [0.5, 1.2, 1.99, 7].map((score) => ({ score, isFlagged: score > 1.95 }));
  const of = histogramOf(calibration, scored, 0.05);
  assert.ok(Math.abs(sum(of.calibration) - 1) < 1e-12);
  assert.deepEqual([sum(of.ordinary), sum(of.flagged)], [0.5, 0.5]);
  assert.equal(of.isLogarithmic, false);
  assert.equal(of.flagged.at(-1), 0.25);
});

test('the threshold leaves alpha of the calibration images beyond', () => {
  const { threshold } = histogramOf(calibration, [], 0.05);
  assert.equal(calibration.filter((score) => score > threshold!).length, 5);
});

test('scores over many orders of magnitude, zero among them, get a logarithmic axis', () => {
  const scored = [0, 1e-5, 0.3].map((score) => ({ score, isFlagged: false }));
  const of = histogramOf([1e-5, 1e-4, 1e-3, 1e-2], scored, 0.05);
  assert.equal(of.isLogarithmic, true);
  assert.ok(of.edges.every((edge, i) => i === 0 || edge > of.edges[i - 1]!));
  assert.ok(Math.abs(sum(of.ordinary) - 1) < 1e-12);
});

const degenerate = [
  { name: 'nothing at all', calibration: [], scores: [] },
  { name: 'one score', calibration: [], scores: [0.5] },
  { name: 'equal scores', calibration: [0.5, 0.5], scores: [0.5] },
  { name: 'zeros alone', calibration: [0, 0], scores: [0] },
];
for (const { name, calibration: given, scores } of degenerate) {
  test(`a histogram of ${name} has finite edges and loses no score`, () => {
    const scored = scores.map((score) => ({ score, isFlagged: false }));
    const of = histogramOf(given, scored, 0.05);
    assert.ok(of.edges.every(Number.isFinite));
    assert.equal(sum(of.ordinary), scores.length > 0 ? 1 : 0);
  });
}
