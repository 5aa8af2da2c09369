import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  distance,
  duration,
  frequency,
  percentage,
  pValue,
} from '../../server/protocol/number-words.ts';

const rows: { say: (value: number) => string; value: number; want: string }[] = [
  { say: frequency, value: 0.0031, want: '3 in 1,000' },
  { say: frequency, value: 0.42, want: '42 in 100' },
  { say: frequency, value: 1, want: '100 in 100' },
  { say: frequency, value: 0.00004, want: '4 in 100,000' },
  { say: (share) => frequency(share, 'up'), value: 0.0025, want: '3 in 1,000' },
  { say: (share) => frequency(share, 'up'), value: 0.03, want: '3 in 100' },
  { say: percentage, value: 0.04486, want: '4.5 %' },
  { say: percentage, value: 0.05, want: '5 %' },
  { say: percentage, value: 0.312, want: '31 %' },
  { say: percentage, value: 0.975, want: '97.5 %' },
  { say: percentage, value: 1, want: '100 %' },
  { say: pValue, value: 1 / 41, want: '0.024' },
  { say: pValue, value: 1 / 401, want: '0.0025' },
  { say: pValue, value: 2 / 201, want: '0.010' },
  { say: pValue, value: 0.5, want: '0.50' },
  { say: pValue, value: 1, want: '1' },
  { say: distance, value: 0.000012345, want: '1.23e-5' },
  { say: distance, value: 1.23456, want: '1.23' },
  { say: duration, value: 0.001, want: 'under 0.1 s' },
  { say: duration, value: 0.44, want: '0.4 s' },
  { say: duration, value: 59.7, want: '1 min' },
  { say: duration, value: 125, want: '2 min 5 s' },
  { say: duration, value: 4020, want: '1 h 7 min' },
];
for (const { say, value, want } of rows) {
  test(`${say.name || 'frequency'} of ${value} reads ${want}`, () => {
    assert.equal(say(value), want);
  });
}
