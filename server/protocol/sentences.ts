import type { AdapterKind, CalibrationMetadata, PrototypeSource } from './detector.ts';
import { counted, duration, frequency, percentage, pValue, thousands } from './number-words.ts';
import type { ScoreRecord } from './record.ts';

/**
 * The one place for what people read about a verdict, a run, a calibration and a fit. Tooltip,
 * Problems row, gallery, inspector, report and command line all print these sentences.
 * Plain text without markup; every function is pure.
 */

export type Grade = 'ordinary' | 'unusual' | 'very-unusual' | 'unreadable';

export const gradeWords: Readonly<Record<Grade, string>> = {
  ordinary: 'Ordinary',
  unusual: 'Unusual',
  'very-unusual': 'Very unusual',
  unreadable: "Can't read",
};

/** A sign beside the colour, so that colour is never the only one. */
export const gradeMarks: Readonly<Record<Grade, string>> = {
  ordinary: '✓',
  unusual: '!',
  'very-unusual': '‼',
  unreadable: '×',
};

/** What a sentence needs to know of the detector. */
export interface Yardstick {
  /** n: calibration images; the smallest p-value possible is 1 / (n + 1). */
  readonly calibrationCount: number;
  readonly classCount: number;
}

export type Judged = Pick<
  ScoreRecord,
  'verdict' | 'p' | 'pNeighbours' | 'class' | 'lookalikes' | 'error'
>;

export function smallestP(calibrationCount: number): number {
  return 1 / (calibrationCount + 1);
}

/** Very unusual: flagged, and no calibration image was as unusual (p at its smallest value). */
export function gradeOf(
  record: Pick<ScoreRecord, 'verdict' | 'p'>,
  calibrationCount: number,
): Grade {
  if (record.verdict === 'error') return 'unreadable';
  if (record.verdict === 'in-distribution') return 'ordinary';
  return isSmallest(record.p, calibrationCount) ? 'very-unusual' : 'unusual';
}

/**
 * Nothing near: p at its smallest possible value, and by appearance too no calibration image
 * lies as far from the training images (the neighbour view's own p at its smallest value).
 */
export function isNothingNear(record: Judged, calibrationCount: number): boolean {
  const grade = gradeOf(record, calibrationCount);
  return grade === 'very-unusual' && isSmallest(record.pNeighbours, calibrationCount);
}

/** One sentence for one scored file. */
export function verdictSentence(record: Judged, yardstick: Yardstick): string {
  const grade = gradeOf(record, yardstick.calibrationCount);
  const word = gradeWords[grade];
  if (grade === 'unreadable' || record.p === null) return `${word}: ${record.error ?? 'no reason'}`;
  const hasClasses = yardstick.classCount > 1 && record.class !== null;
  if (grade === 'ordinary') {
    const like = hasClasses ? `looks like ${record.class}` : 'looks like the training images';
    return `${word}: ${like}; ${frequency(record.p)} ordinary images are at least this unusual.`;
  }
  if (isNothingNear(record, yardstick.calibrationCount)) {
    const nearest = record.lookalikes[0];
    const tail = nearest === undefined ? '' : ` Nearest: ${nearest.path}.`;
    const all = hasClasses ? `all ${yardstick.classCount} classes` : 'the training images';
    return `${word}: unlike ${all}.${tail}`;
  }
  const few =
    grade === 'very-unusual'
      ? `fewer than ${frequency(record.p, 'up')}`
      : `only ${frequency(record.p)}`;
  return hasClasses
    ? `${word}: looks most like ${record.class}, but ${few} ordinary images are this far from it.`
    : `${word}: ${few} ordinary images are this far from the training images.`;
}

export interface RunCounts {
  /** Images with a verdict; unreadable files are not among them. */
  readonly scored: number;
  readonly flagged: number;
  readonly errors: number;
  readonly alpha: number;
  /** q of Benjamini-Hochberg, or null where alpha decides. */
  readonly fdr: number | null;
  readonly calibrationCount: number;
}

export interface RunTiming {
  readonly seconds: number;
  /** `CPU`, `CUDA` …: the device used. */
  readonly device: string;
  readonly isCancelled: boolean;
}

/** `Scored 2,140 images in 31 s on CPU. 96 unusual (4.5 %; …), 2 unreadable.` */
export function runSentence(run: RunCounts, timing: RunTiming): string {
  const stopped = timing.isCancelled ? 'Stopped. ' : '';
  const images = counted(run.scored, 'image');
  const head = `${stopped}Scored ${images} in ${duration(timing.seconds)} on ${timing.device}.`;
  return `${head} ${countsSentence(run)}`;
}

/** The second half of the run sentence: how many are unusual and what chance would give. */
export function countsSentence(run: RunCounts): string {
  if (run.scored === 0) return `Nothing to judge, ${thousands(run.errors)} unreadable.`;
  const share = percentage(run.flagged / run.scored);
  return `${thousands(run.flagged)} unusual (${share}; ${meaning(run)})${unreadable(run.errors)}.`;
}

function meaning(run: RunCounts): string {
  return run.fdr === null
    ? `about ${percentage(run.alpha)} of ordinary images are flagged by chance at this threshold`
    : `at most about ${percentage(run.fdr)} of the flagged ones are ordinary`;
}

function unreadable(errors: number): string {
  return errors === 0 ? '' : `, ${thousands(errors)} unreadable`;
}

/**
 * What the flagged share says of a whole folder; null where there is nothing to say.
 * @param chanceLimit the most images that 99 % of ordinary folders of this size would have flagged
 */
export function chanceNote(run: RunCounts, chanceLimit: number): string | null {
  if (run.scored === 0 || run.fdr !== null) return null;
  const share = run.flagged / run.scored;
  const expected = thousands(run.alpha * run.scored);
  if (run.flagged > chanceLimit) {
    return share > 4 * run.alpha
      ? 'Many more than chance: check whether the camera or the processing changed.'
      : `More than chance alone would flag (about ${expected}): look at the first ones.`;
  }
  if (run.flagged === 0) return null;
  return 'About as many as chance alone would flag: this folder looks ordinary.';
}

/** Where the calibration is too small to say much; null where it is not. */
export function calibrationNote(calibrationCount: number, alpha: number): string | null {
  const smallest = smallestP(calibrationCount);
  const images = counted(calibrationCount, 'image');
  const fact = `Calibrated on ${images}: the smallest p-value possible is ${pValue(smallest)}`;
  if (smallest > alpha) {
    const hint = 'calibrate on more images or raise alpha';
    return `${fact}, so nothing can be flagged at ${alpha}; ${hint}.`;
  }
  return calibrationCount < 100 ? `${fact}.` : null;
}

/**
 * Benjamini-Hochberg at q flags nothing until m / (q (n + 1)) images tie at the smallest p.
 * @param ties that number of images; null without a false discovery rate
 * @returns null where a single image at the smallest p is enough, or where some are flagged
 */
export function fdrNote(run: RunCounts, ties: number | null): string | null {
  if (run.fdr === null || run.flagged > 0 || ties === null || ties <= 1) return null;
  const rate = percentage(run.fdr);
  return (
    `With ${counted(run.calibrationCount, 'calibration image')} and ${thousands(run.scored)} ` +
    `scored, a false discovery rate of ${rate} flags nothing until ${thousands(ties)} images ` +
    `have the smallest p-value; a larger val folder lowers that.`
  );
}

export interface FitFacts {
  readonly classes: readonly string[];
  readonly images: number;
  /** Files that could not be read. */
  readonly skippedCount: number;
  /** Self-check: share of labelled training images given their own class, 0..1; null: not done. */
  readonly accuracy: number | null;
  readonly calibration: { readonly kind: CalibrationMetadata['kind']; readonly count: number };
  readonly prototype: PrototypeSource;
  readonly adapter: AdapterKind;
  readonly seconds: number;
  readonly device: string;
}

const calibrationWords: Readonly<Record<CalibrationMetadata['kind'], string>> = {
  validation: 'validation images',
  'held-out': 'held-out training images',
  'cross-conformal': 'training images in five folds',
};

/** The whole fit in one sentence: classes, images, self-check, calibration, and its validity. */
export function fitSentence(fit: FitFacts): string {
  const skipped = fit.skippedCount === 0 ? '' : ` (${thousands(fit.skippedCount)} more unreadable)`;
  const classes = counted(fit.classes.length, 'class', 'classes');
  const time = `in ${duration(fit.seconds)} on ${fit.device}`;
  const what = `Learned ${classes} from ${counted(fit.images, 'image')}${skipped} ${time}`;
  const check =
    fit.accuracy === null || fit.classes.length < 2
      ? ''
      : `; self-check: ${percentage(fit.accuracy)} of labelled images get their own class`;
  return `${what}${check}; ${calibrationClause(fit.calibration)}.`;
}

/** What a detector knows and what its p-values are worth, in one sentence. */
export function detectorSentence(
  detector: Pick<FitFacts, 'classes' | 'images' | 'calibration'>,
): string {
  const classes = counted(detector.classes.length, 'class', 'classes');
  const what = `Knows ${classes} from ${counted(detector.images, 'image')}`;
  return `${what}; ${calibrationClause(detector.calibration)}.`;
}

function calibrationClause(calibration: FitFacts['calibration']): string {
  const valid =
    calibration.kind === 'cross-conformal'
      ? 'so p-values are approximate'
      : 'so p-values hold for images made like them';
  const { count, kind } = calibration;
  return `calibrated on ${thousands(count)} ${calibrationWords[kind]}, ${valid}`;
}

function isSmallest(p: number | null, calibrationCount: number): boolean {
  // p may have passed through float32; neighbouring values of p differ by 1 / (n + 1).
  return p !== null && p <= smallestP(calibrationCount) * 1.0001;
}
