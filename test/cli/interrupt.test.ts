import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type DrawnSet, drawSigns } from '../../server/demo/draw-signs.ts';
import { grood } from './spawn-grood.ts';

const root = mkdtempSync(join(tmpdir(), 'grood-interrupt-'));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

const detector = join(root, 'signs.onnx');
let set: DrawnSet;

before(async () => {
  const size = { trainPerClass: 70, valPerClass: 5, ordinaryPerClass: 1, perStranger: 1 };
  set = await drawSigns(join(root, 'drawn'), size);
  const away = ['--store', join(root, 'fit-store')];
  const fit = ['fit', '--train', set.val, '--size', '64', '--out', detector, ...away];
  const fitted = await grood(fit);
  assert.equal(fitted.code, 0, fitted.stderr);
});

const score = (store: string): string[] => {
  const where = ['--detector', detector, '--store', join(root, store)];
  return ['score', ...where, set.train];
};

test('Ctrl-C twice ends at once with 130', async () => {
  const { code, stderr } = await grood([...score('twice'), '--json'], {
    onOutput: ({ interrupt }) => {
      interrupt();
      setTimeout(interrupt, 20);
    },
  });
  assert.equal(code, 130, stderr);
  assert.doesNotMatch(stderr, /internal error/);
});

test('Ctrl-C ends with 130, and the next run computes only the rest', async () => {
  const words = score('once');
  let isCut = false;
  const cut = await grood([...words, '--json'], {
    onOutput: ({ interrupt }) => {
      // Once: the second Ctrl-C means something else.
      if (!isCut) interrupt();
      isCut = true;
    },
  });
  assert.equal(cut.code, 130, cut.stderr);
  assert.match(cut.stderr, /Stopping; what is done is kept/);
  assert.match(cut.stderr, /Stopped\. Scored [\d,]+ images/);
  const kept = cut.stdout.trimEnd().split('\n').length;
  assert.ok(kept > 0 && kept < 560, `${kept} of 560 rows were written before the end`);

  const out = join(root, 'rest.csv');
  const rest = await grood([...words, '--json', '--out', out]);
  assert.equal(rest.code, 0, rest.stderr);
  const { scored, reused } = JSON.parse(rest.stdout);
  assert.equal(scored, 560);
  assert.ok(reused >= kept, `${reused} of ${kept} rows were found again`);
});
