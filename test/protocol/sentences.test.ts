import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fdrTiesOf } from '../../server/pipeline/chance-limit.ts';
import {
  calibrationNote,
  chanceNote,
  type FitFacts,
  fdrNote,
  fitSentence,
  gradeOf,
  type Judged,
  type RunCounts,
  runSentence,
  verdictSentence,
} from '../../server/protocol/sentences.ts';

const flagged: Judged = {
  verdict: 'ood',
  p: 0.0031,
  pNeighbours: 0.02,
  class: 'stop',
  lookalikes: [{ path: 'stop/0012.png', distance: 0.4 }],
  error: null,
};

const verdicts: { name: string; record: Judged; n: number; classes?: number; want: string }[] = [
  {
    name: 'names the class and the frequency of a flagged image with a class near',
    record: flagged,
    n: 1000,
    want: 'Unusual: looks most like stop, but only 3 in 1,000 ordinary images are this far from it.',
  },
  {
    name: 'says that nothing is near where both p-values are at their smallest',
    record: { ...flagged, p: 1 / 401, pNeighbours: 1 / 401 },
    n: 400,
    want: 'Very unusual: unlike all 8 classes. Nearest: stop/0012.png.',
  },
  {
    name: 'keeps the class of a very unusual image that looks like its neighbours',
    record: { ...flagged, p: 1 / 401, pNeighbours: 0.3 },
    n: 400,
    want: 'Very unusual: looks most like stop, but fewer than 3 in 1,000 ordinary images are this far from it.',
  },
  {
    name: 'speaks of the training images where there is one class',
    record: { ...flagged, p: 0.03 },
    n: 400,
    classes: 1,
    want: 'Unusual: only 3 in 100 ordinary images are this far from the training images.',
  },
  {
    name: 'does not speak of all 1 classes',
    record: { ...flagged, p: 1 / 401, pNeighbours: 1 / 401 },
    n: 400,
    classes: 1,
    want: 'Very unusual: unlike the training images. Nearest: stop/0012.png.',
  },
  {
    name: 'is quiet about an ordinary image',
    record: { ...flagged, verdict: 'in-distribution', p: 0.42 },
    n: 400,
    want: 'Ordinary: looks like stop; 42 in 100 ordinary images are at least this unusual.',
  },
  {
    name: 'gives the reason of an unreadable file',
    record: { ...flagged, verdict: 'error', p: null, error: 'The file is empty.' },
    n: 400,
    want: "Can't read: The file is empty.",
  },
];
for (const { name, record, n, classes, want } of verdicts) {
  test(`verdict sentence ${name}`, () => {
    const yardstick = { calibrationCount: n, classCount: classes ?? 8 };
    assert.equal(verdictSentence(record, yardstick), want);
  });
}

test('a p-value that passed through float32 is still the smallest', () => {
  const record = { verdict: 'ood', p: Math.fround(1 / 401) } as const;
  assert.equal(gradeOf(record, 400), 'very-unusual');
  assert.equal(gradeOf({ ...record, p: 2 / 401 }, 400), 'unusual');
});

const run: RunCounts = {
  scored: 2140,
  flagged: 96,
  errors: 2,
  alpha: 0.05,
  fdr: null,
  calibrationCount: 400,
};
const timing = { seconds: 31, device: 'CPU', isCancelled: false };

test('the run sentence gives counts, share, chance and unreadable files', () => {
  assert.equal(
    runSentence(run, timing),
    'Scored 2,140 images in 31 s on CPU. 96 unusual (4.5 %; about 5 % of ordinary images are ' +
      'flagged by chance at this threshold), 2 unreadable.',
  );
});

test('the run sentence of a stopped run says so', () => {
  assert.match(runSentence(run, { ...timing, isCancelled: true }), /^Stopped\. Scored 2,140/);
});

test('the run sentence under a false discovery rate promises what that rate means', () => {
  const want = /96 unusual \(4\.5 %; at most about 10 % of the flagged ones are ordinary\)/;
  assert.match(runSentence({ ...run, fdr: 0.1 }, timing), want);
});

test('the run sentence of unreadable files alone gives no share', () => {
  const none = { ...run, scored: 0, flagged: 0 };
  assert.match(runSentence(none, timing), /Nothing to judge, 2 unreadable\.$/);
});

const chances = [
  { name: 'calls a chance share ordinary', flagged: 96, limit: 140, want: /looks ordinary/ },
  { name: 'says more than chance', flagged: 200, limit: 140, want: /about 107/ },
  { name: 'asks for the camera far above', flagged: 900, limit: 140, want: /camera/ },
];
for (const { name, flagged: count, limit, want } of chances) {
  test(`chance note ${name}`, () => {
    assert.match(chanceNote({ ...run, flagged: count }, limit) ?? '', want);
  });
}

test('there is no chance note where nothing is flagged or a false discovery rate decides', () => {
  assert.equal(chanceNote({ ...run, flagged: 0 }, 140), null);
  assert.equal(chanceNote({ ...run, flagged: 900, fdr: 0.1 }, 140), null);
});

const calibrations = [
  {
    count: 40,
    alpha: 0.05,
    want: 'Calibrated on 40 images: the smallest p-value possible is 0.024.',
  },
  {
    count: 9,
    alpha: 0.05,
    want:
      'Calibrated on 9 images: the smallest p-value possible is 0.10, so nothing can be ' +
      'flagged at 0.05; calibrate on more images or raise alpha.',
  },
  { count: 400, alpha: 0.05, want: null },
];
for (const { count, alpha, want } of calibrations) {
  test(`calibration note for ${count} images at alpha ${alpha}`, () => {
    assert.equal(calibrationNote(count, alpha), want);
  });
}

test('the Benjamini-Hochberg note counts the ties that are needed, and only where needed', () => {
  // 2140 / (0.1 * 401) = 53.4
  const none = { ...run, flagged: 0, fdr: 0.1 };
  const noteOf = (counts: RunCounts): string | null => fdrNote(counts, fdrTiesOf(counts));
  assert.match(noteOf(none) ?? '', /until 54 images have the smallest/);
  assert.equal(noteOf({ ...none, scored: 40 }), null);
  assert.equal(noteOf({ ...none, flagged: 60 }), null);
  assert.equal(noteOf(run), null);
});

const fit: FitFacts = {
  classes: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
  images: 1600,
  skippedCount: 0,
  accuracy: 0.975,
  calibration: { kind: 'held-out', count: 400 },
  prototype: 'class-mean',
  adapter: 'whiten',
  seconds: 12,
  device: 'CPU',
};

test('the fit sentence gives classes, images, self-check and a valid calibration', () => {
  assert.equal(
    fitSentence(fit),
    'Learned 8 classes from 1,600 images in 12 s on CPU; self-check: 97.5 % of labelled images ' +
      'get their own class; calibrated on 400 held-out training images, so p-values hold for ' +
      'images made like them.',
  );
});

test('the fit sentence calls a cross-conformal calibration approximate', () => {
  const small: FitFacts = {
    ...fit,
    classes: ['good'],
    images: 60,
    skippedCount: 2,
    calibration: { kind: 'cross-conformal', count: 60 },
  };
  assert.equal(
    fitSentence(small),
    'Learned 1 class from 60 images (2 more unreadable) in 12 s on CPU; calibrated on 60 ' +
      'training images in five folds, so p-values are approximate.',
  );
});
