import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gateReasons, readGate } from '../../server/cli/gate.ts';

const run = {
  scored: 200,
  flagged: 12,
  errors: 1,
  alpha: 0.05,
  fdr: null,
  calibrationCount: 400,
};

const rows: { flag: string; fdr?: boolean; limit?: number; want: RegExp | null }[] = [
  {
    flag: '',
    limit: 11,
    want: /12 of 200 images are unusual; 99 % of ordinary folders .* most 11/,
  },
  { flag: '', limit: 12, want: null },
  { flag: 'chance', limit: 11, want: /99 %/ },
  { flag: '', fdr: true, limit: 50, want: /none is allowed/ },
  { flag: 'any', limit: 50, want: /none is allowed/ },
  { flag: '0', want: /none is allowed/ },
  { flag: '11', want: /11 are allowed/ },
  { flag: '12', want: null },
  { flag: '5%', want: /5 % are allowed/ },
  { flag: '6%', want: null },
  { flag: '5.9%', want: /5\.9 % are allowed/ },
];
for (const { flag, fdr, limit, want } of rows) {
  const title = `--fail-on-ood=${flag}${fdr ? ' with --fdr' : ''} and a limit of ${limit ?? 99}`;
  test(`${title} ${want === null ? 'passes' : 'fails'} 12 flagged of 200`, () => {
    const gate = readGate({ flags: { 'fail-on-ood': flag }, words: [] }, fdr === true);
    assert.ok(gate.ok);
    const reasons = gateReasons(gate.value, run, limit ?? 99);
    if (want === null) assert.deepEqual(reasons, []);
    else assert.match(reasons.join(), want);
  });
}

test('without the flag nothing fails, and --fail-on-error looks at unreadable files alone', () => {
  const none = readGate({ flags: {}, words: [] }, false);
  const onError = readGate({ flags: { 'fail-on-error': true }, words: [] }, false);
  assert.ok(none.ok && onError.ok);
  assert.deepEqual(gateReasons(none.value, run, 0), []);
  assert.deepEqual(gateReasons(onError.value, run, 0), ["Gate failed: 1 file can't be read."]);
  assert.deepEqual(gateReasons(onError.value, { ...run, errors: 0 }, 0), []);
});

for (const flag of ['many', '-1', '1.5', '101%', '5 %']) {
  test(`--fail-on-ood=${flag} is refused`, () => {
    const gate = readGate({ flags: { 'fail-on-ood': flag }, words: [] }, false);
    assert.ok(!gate.ok);
    assert.match(gate.failure.message, /takes chance, any, a whole number, or a percentage/);
  });
}

test('--fail-on-ood=chance is refused where a false discovery rate decides', () => {
  const gate = readGate({ flags: { 'fail-on-ood': 'chance' }, words: [] }, true);
  assert.ok(!gate.ok);
  assert.match(gate.failure.message, /use any, N or N%/);
});
