import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedPValues } from '../../server/core/calibration/combined-p-values.ts';
import { calibrationPlace } from '../../server/curation/explain/calibration-place.ts';
import { random } from '../pipeline/colour-images.ts';

const next = random(3);
const count = 199;
const groodScores = Array.from({ length: count }, () => 10 ** (-6 * next()));
const neighbourScores = Array.from({ length: count }, () => 0.5 + next());
const metadata = {
  calibration: { kind: 'validation' as const, count, groodScores, neighbourScores },
  prototype: 'class-mean' as const,
};

for (const view of ['combined', 'grood'] as const) {
  test(`an image lies beyond the threshold of ${view} where its p-value is small enough, and only there`, () => {
    const pValues = combinedPValues({ grood: groodScores, neighbours: neighbourScores });
    let beyond = 0;
    for (let i = 0; i < 300; i++) {
      const [score, neighbourScore] = [10 ** (-7 * next() + 0.5), 0.4 + 1.3 * next()];
      const values = pValues(score, neighbourScore);
      const p = view === 'grood' ? values.pGrood : values.p;
      const place = calibrationPlace({ score, neighbourScore }, metadata, { view, p: 0.05 });
      const { counts, edges, score: own, threshold } = place;
      assert.ok(own !== null && threshold !== null);
      assert.equal(
        counts.reduce((a, b) => a + b),
        count,
      );
      assert.ok(own >= edges[0]! - 1e-9 && own <= edges.at(-1)! + 1e-9, 'the image is on the axis');
      // The pooled ranks may move a tie of the combined statistic by one place.
      if (p <= 0.045) assert.ok(own >= threshold, `p ${p}, ${own} < ${threshold}`);
      if (p >= 0.055) assert.ok(own <= threshold, `p ${p}, ${own} > ${threshold}`);
      if (own > threshold) beyond++;
    }
    assert.ok(beyond > 5 && beyond < 295, `${beyond} of 300`);
  });
}

test('a detector of one class is placed by appearance, an image without scores nowhere', () => {
  const threshold = { view: 'combined', p: 0.05 } as const;
  const one = { ...metadata, prototype: 'none' as const };
  const place = calibrationPlace({ score: 0, neighbourScore: 1.2 }, one, threshold);
  assert.equal(place.score, 1.2);
  const none = calibrationPlace({ score: null, neighbourScore: null }, metadata, threshold);
  assert.equal(none.score, null);
});

test('a threshold that nothing can pass lies nowhere, and equal scores make one bin', () => {
  const calibration = {
    ...metadata.calibration,
    groodScores: [1, 1, 1],
    neighbourScores: [2, 2, 2],
  };
  const few = { ...metadata, calibration };
  const strict = { view: 'grood', p: 0.05 } as const;
  const place = calibrationPlace({ score: 1, neighbourScore: 2 }, few, strict);
  assert.equal(place.threshold, null);
  assert.equal(Math.max(...place.counts), 3);
  assert.ok(place.edges.every(Number.isFinite));
});
