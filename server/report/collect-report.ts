import type { ScoreSummary } from '../pipeline/options.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { ScoreRecord } from '../protocol/record.ts';
import { histogramOf, type Scored } from './histogram.ts';
import { MostSuspicious } from './most-suspicious.ts';
import { addPictures, type PictureOptions } from './pictures.ts';
import { renderReport } from './render-report.ts';

/** Ordinary images shown after the flagged ones, and unreadable files listed by name. */
const nearThresholdShown = 12;
const errorsShown = 200;

/** Takes the records of a run as they come, and makes the page at its end. */
export class ReportCollector {
  private readonly suspicious: MostSuspicious;
  private readonly limit: number;
  private readonly scored: Scored[] = [];
  private readonly errors: ScoreRecord[] = [];
  private detector: DetectorMetadata | null = null;

  /** @param limit flagged images that the page shows */
  constructor(limit: number) {
    this.limit = limit;
    this.suspicious = new MostSuspicious(limit + nearThresholdShown);
  }

  describe(detector: DetectorMetadata): void {
    this.detector = detector;
  }

  add(records: readonly ScoreRecord[]): void {
    const isBlind = this.detector?.prototype === 'none';
    for (const record of records) {
      if (record.verdict === 'error') {
        if (this.errors.length < errorsShown) this.errors.push(record);
        continue;
      }
      this.suspicious.add(record);
      const score = isBlind ? record.neighbourScore : record.score;
      const isFlagged = record.verdict === 'ood';
      if (score !== null) this.scored.push({ score, isFlagged });
    }
  }

  /** The page as text. */
  async finish(
    summary: ScoreSummary,
    about: { title: string; detectorPath: string; notes: readonly string[]; date: string },
    pictures: Omit<PictureOptions, 'trainingFolder'>,
  ): Promise<string> {
    const detector = this.detector;
    if (detector === null) throw new RangeError('describe() must come before finish()');
    const { calibration, training } = detector;
    const isBlind = detector.prototype === 'none';
    const scores = isBlind ? calibration.neighbourScores : calibration.groodScores;
    const records = this.suspicious.sorted();
    const flagged = records.filter(({ verdict }) => verdict === 'ood').slice(0, this.limit);
    const near = records.filter(({ verdict }) => verdict !== 'ood').slice(0, nearThresholdShown);
    const images = await addPictures([...flagged, ...near], {
      ...pictures,
      trainingFolder: training.folder,
    });
    return renderReport({
      ...about,
      run: { ...summary, isCancelled: summary.cancelled },
      histogram: histogramOf(scores, this.scored, summary.alpha),
      histogramOf: isBlind ? 'neighbourScore' : 'score',
      flagged: images.slice(0, flagged.length),
      nearThreshold: images.slice(flagged.length),
      errors: this.errors,
      detector,
    });
  }
}
