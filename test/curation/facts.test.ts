import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateWords, sizeWords } from '../../server/curation/explain/facts.ts';

for (const [bytes, words] of [
  [1, '1 byte'],
  [1023, '1,023 bytes'],
  [217_088, '212 KB'],
  [1_048_575, '1.0 MB'],
  [5_400_000, '5.1 MB'],
  [50_000_000, '48 MB'],
] as const) {
  test(`${bytes} bytes read ${words}`, () => assert.equal(sizeWords(bytes), words));
}

test('a time reads as people write it', () => {
  assert.equal(dateWords(new Date(2026, 10, 4, 6, 7).getTime()), '4 Nov 2026, 06:07');
});
