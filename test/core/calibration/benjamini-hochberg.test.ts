import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  benjaminiHochberg,
  fdrLimit,
} from '../../../server/core/calibration/benjamini-hochberg.ts';

const cases = [
  // The example of Benjamini and Hochberg (1995), section 4: four of fifteen at q = 0.05.
  {
    name: 'the published example',
    p: [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
      0.6528, 0.759, 1,
    ],
    q: 0.05,
    want: 4,
  },
  { name: 'a later p-value lets earlier ones pass', p: [0.04, 0.03, 0.02], q: 0.04, want: 3 },
  { name: 'nothing passes', p: [0.5, 0.9], q: 0.1, want: 0 },
  { name: 'no images', p: [], q: 0.1, want: 0 },
];
for (const { name, p, q, want } of cases) {
  test(`Benjamini-Hochberg: ${name}`, () => {
    const flags = benjaminiHochberg(p, q);
    assert.equal(flags.filter(Boolean).length, want);
    const sorted = p.toSorted((a, b) => a - b);
    assert.ok(p.every((value, i) => flags[i] === sorted.slice(0, want).includes(value)));
  });
}

const limits = [
  { n: 2_000, m: 4_000, q: 0.1, ties: 20 },
  { n: 99, m: 1_000, q: 0.1, ties: 100 },
  { n: 1_000, m: 10, q: 0.1, ties: 1 },
  { n: 19, m: 20, q: 0.05, ties: 20 },
];
for (const { n, m, q, ties } of limits) {
  test(`with ${n} calibration and ${m} scored images ${ties} must tie at q = ${q}`, () => {
    const { smallestP, tiesNeeded } = fdrLimit(n, m, q);
    assert.equal(smallestP, 1 / (n + 1));
    assert.equal(tiesNeeded, ties);
    const withTies = (count: number): number => {
      const p = Array.from({ length: m }, (_, i) => (i < count ? smallestP : 1));
      return benjaminiHochberg(p, q).filter(Boolean).length;
    };
    assert.equal(withTies(ties), ties);
    assert.equal(withTies(ties - 1), 0);
  });
}
