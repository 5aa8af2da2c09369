import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseMixup } from '../../../server/core/grood/choose-mixup.ts';

const cases = [
  { name: 'nothing wins', off: 0.815, ood: 0.801, 'runner-up': 0.769, want: 'off' },
  {
    name: 'a win of less than half a point is too little',
    off: 0.5,
    ood: 0.5049,
    'runner-up': 0,
    want: 'off',
  },
  { name: 'a clear win', off: 0.8, ood: 0.81, 'runner-up': 0.79, want: 'ood' },
  { name: 'the better of two wins', off: 0.8, ood: 0.81, 'runner-up': 0.82, want: 'runner-up' },
] as const;
for (const { name, want, ...aurocs } of cases) {
  test(`mix-up by measurement: ${name}`, () => assert.equal(chooseMixup(aurocs), want));
}
