import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DemoFile } from '../../server/demo/demo-set.ts';
import { plantedLines } from '../../server/demo/planted-lines.ts';
import type { Verdict } from '../../server/protocol/record.ts';

test('found, missed and broken ones are named, and ordinary ones flagged are counted', () => {
  const sign = { kind: 'sign', name: 'x' } as const;
  const rows: [path: string, content: DemoFile['content'], planted: string | null, Verdict][] = [
    ['incoming/cam-1/1.jpg', sign, 'a cat', 'ood'],
    ['incoming/cam-1/2.jpg', sign, 'a cat', 'in-distribution'],
    ['incoming/cam-2/3.jpg', 'text', 'a text file named .jpg', 'error'],
    ['incoming/cam-2/4.jpg', sign, null, 'ood'],
    ['incoming/cam-2/5.jpg', sign, null, 'in-distribution'],
  ];
  const files = rows.map(([path, content, planted]) => ({ path, content, planted }));
  const verdicts = new Map(rows.map(([path, , , verdict]) => [path, verdict]));
  assert.deepEqual(
    plantedLines(files, (path) => verdicts.get(path)),
    [
      'Planted 2 strangers: found 1, missed 1.',
      '  found   a cat                  cam-1/1.jpg',
      '  missed  a cat                  cam-1/2.jpg',
      'Broken files: 1 of 1 reported.',
      '  broken  a text file named .jpg cam-2/3.jpg',
      'Ordinary signs: 1 of 2 flagged; about 5 % is chance.',
    ],
  );
});
