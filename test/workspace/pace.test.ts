import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../server/workspace/pace.ts';

const cases: {
  name: string;
  samples: [done: number, atMs: number][];
  total: number | null;
  want: string;
}[] = [
  {
    name: 'no total is known',
    samples: [
      [5, 0],
      [1200, 4000],
    ],
    total: null,
    want: '1,200 images',
  },
  {
    name: 'it has just begun',
    samples: [
      [0, 0],
      [50, 1900],
    ],
    total: 100,
    want: '50 of 100 images',
  },
  {
    name: 'the speed is known',
    samples: [
      [0, 0],
      [100, 4000],
    ],
    total: 600,
    want: '100 of 600 images, 20 s left',
  },
  {
    name: 'the first thousand came from the store',
    samples: [
      [0, 0],
      [1000, 100],
      [1010, 8200],
      [1020, 16_300],
    ],
    total: 1040,
    want: '1,020 of 1,040 images, 16 s left',
  },
  {
    name: 'nothing moves',
    samples: [
      [7, 0],
      [7, 9000],
    ],
    total: 9,
    want: '7 of 9 images',
  },
  {
    name: 'it is as good as over',
    samples: [
      [0, 0],
      [99, 4000],
    ],
    total: 100,
    want: '99 of 100 images',
  },
];
for (const { name, samples, total, want } of cases) {
  test(`a remaining time is honest or absent where ${name}`, () => {
    const pace = new Pace();
    const said = samples.map(([done, atMs]) => pace.words(done, total, atMs));
    assert.equal(said.at(-1), want);
  });
}
