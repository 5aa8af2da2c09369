import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { benjaminiHochberg } from '../../server/core/calibration/benjamini-hochberg.ts';
import type { ScoreRecord } from '../../server/protocol/record.ts';
import { COLOURS, classFolders, colourFolder, GREEN } from './colour-images.ts';
import { fitted, scored, scratchFolder } from './run-for-test.ts';
import { writeTinyClassifier } from './tiny-classifier.ts';
import { processesStarted } from './untouched.ts';

const root = scratchFolder();
const detector = join(root, 'detector.onnx');
const store = { folder: join(root, 'store') };
const CALIBRATION = 39;
let inputs: string[];
let first: readonly ScoreRecord[];

before(async () => {
  const backbone = join(root, 'colours.onnx');
  writeTinyClassifier(backbone, { colours: Object.values(COLOURS) });
  const train = await classFolders(join(root, 'train'), 15);
  const val = await classFolders(join(root, 'val'), CALIBRATION / 3, { first: 300 });
  const incoming = await classFolders(join(root, 'incoming'), 100, { first: 500 });
  inputs = [incoming, await colourFolder(join(root, 'odd'), GREEN, 30)];
  await fitted({ train, val, backbone, out: detector, store });
  first = (await scored({ detector, inputs, store })).records;
});

test('a p-value is a whole number of 1 / (n + 1), to the bit', () => {
  for (const { p, pGrood, pNeighbours } of first) {
    for (const value of [p, pGrood, pNeighbours]) {
      const k = Math.round(value! * (CALIBRATION + 1));
      assert.ok(k >= 1 && k <= CALIBRATION + 1);
      assert.equal(value, k / (CALIBRATION + 1));
    }
  }
});

const thresholds = [
  { alpha: 0.05 },
  { alpha: 0.025 },
  { alpha: 0.2 },
  { alpha: 0.05, view: 'grood' },
  { alpha: 0.3, view: 'grood' },
] as const;
for (const threshold of thresholds) {
  test(`${JSON.stringify(threshold)} flags p up to alpha itself, from stored results`, async () => {
    let run: Awaited<ReturnType<typeof scored>> | undefined;
    const started = await processesStarted(async () => {
      run = await scored({ detector, inputs, store, ...threshold });
    });
    assert.equal(started, 0);
    const { records, summary } = run!;
    assert.equal(summary.reused, records.length);
    assert.equal(summary.alpha, threshold.alpha);
    records.forEach((record, index) => {
      const { p, pGrood, score } = first[index]!;
      const deciding = 'view' in threshold ? pGrood! : p!;
      assert.equal(record.p, deciding);
      assert.equal(record.score, score);
      assert.equal(record.verdict, deciding <= threshold.alpha ? 'ood' : 'in-distribution');
    });
    assert.equal(summary.flagged, records.filter(({ verdict }) => verdict === 'ood').length);
  });
}

test('an image at exactly p = 0.05 is flagged at alpha 0.05', () => {
  const boundary = first.filter(({ p }) => p === 0.05);
  assert.ok(boundary.length > 0);
  for (const { verdict } of boundary) assert.equal(verdict, 'ood');
});

for (const fdr of [0.01, 0.1, 0.3, 0.9]) {
  for (const view of ['combined', 'grood'] as const) {
    test(`verdicts at a false discovery rate of ${fdr} (${view}) come at the end and are Benjamini-Hochberg's`, async () => {
      let isScoring = true;
      const onProgress = ({ done }: { readonly done: number }): void => {
        isScoring = done < first.length;
      };
      const onRecords = (): void => assert.ok(!isScoring, 'all images are in before any verdict');
      const { records, summary } = await scored(
        { detector, inputs, store, fdr, view },
        { onProgress, onRecords },
      );
      const p = first.map((record) => (view === 'grood' ? record.pGrood : record.p)!);
      const flagged = benjaminiHochberg(p, fdr);
      assert.deepEqual(
        records.map(({ verdict }) => verdict === 'ood'),
        flagged,
      );
      assert.deepEqual(
        records.map(({ path }) => path),
        first.map(({ path }) => path),
      );
      assert.equal(summary.fdr, fdr);
      assert.equal(summary.reused, first.length);
      assert.equal(summary.flagged, flagged.filter(Boolean).length);
      assert.ok(records.every(({ neighbours }) => neighbours.length === 5));
    });
  }
}
