import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barText, progressText } from '../../server/cli/progress-display.ts';
import { ProgressRate } from '../../server/cli/progress-rate.ts';

const unknown = { perSecond: null, remaining: null };

test('no speed and no remaining time are shown before they are known', () => {
  const rate = new ProgressRate();
  const early = rate.measure({ phase: 'score', done: 10, total: 100 }, 0);
  const later = rate.measure({ phase: 'score', done: 20, total: 100 }, 1000);
  assert.deepEqual([early, later], [unknown, unknown]);
});

test('speed and remaining time follow the last seconds, not the images found in the store', () => {
  const rate = new ProgressRate();
  rate.measure({ phase: 'score', done: 0, total: 20_000 }, 0);
  for (let s = 1; s <= 20; s += 1) {
    const done = 10_000 + s * 50;
    const pace = rate.measure({ phase: 'score', done, total: 20_000 }, s * 1000);
    if (s === 20) assert.deepEqual(pace, { perSecond: 50, remaining: 180 });
  }
});

test('a new phase starts its own measure', () => {
  const rate = new ProgressRate();
  rate.measure({ phase: 'embed', done: 0, total: 100 }, 0);
  rate.measure({ phase: 'embed', done: 100, total: 100 }, 5000);
  assert.deepEqual(rate.measure({ phase: 'score', done: 1, total: 9 }, 5001), unknown);
});

test('without a total there is speed but no share and no remaining time', () => {
  const rate = new ProgressRate();
  rate.measure({ phase: 'score', done: 0, total: null }, 0);
  const progress = { phase: 'score', done: 200, total: null } as const;
  const pace = rate.measure(progress, 4000);
  assert.equal(progressText(progress, pace), 'Scoring: 200, 50 images/s');
});

test('the line gives counts, share, speed and remaining time', () => {
  const progress = { phase: 'score', done: 1200, total: 2140 } as const;
  const text = progressText(progress, { perSecond: 68, remaining: 14 });
  assert.equal(text, 'Scoring: 1,200 of 2,140 (56 %), 68 images/s, 14 s left');
});

for (const columns of [20, 60, 79, 200]) {
  test(`the bar fits a terminal of ${columns} columns`, () => {
    const progress = { phase: 'score', done: 1200, total: 2140 } as const;
    const text = barText(progress, { perSecond: 68, remaining: 14 }, columns);
    assert.ok(text.length <= columns);
    assert.equal(text.startsWith('█'), columns >= 79);
  });
}
