/** One scored file: the row of every table, export and wire message. */
export interface ScoreRecord {
  /** As given or walked; absolute or relative as the caller named it, `/` between folders. */
  readonly path: string;
  /** Base64 of the path's bytes, only where the path is not UTF-8. */
  readonly pathBytes?: string;
  readonly verdict: Verdict;
  /** Final p-value in (0, 1]; null for an error. */
  readonly p: number | null;
  /** S_G: distance to the nearest training gradient; >= 0, higher = more out-of-distribution. */
  readonly score: number | null;
  /** S_N: distance to the 10th nearest training image in l2-normalised raw features. */
  readonly neighbourScore: number | null;
  readonly pGrood: number | null;
  readonly pNeighbours: number | null;
  /** Name of the nearest class prototype. */
  readonly class: string | null;
  /** The five nearest training images by gradient, nearest first. */
  readonly neighbours: readonly TrainingNeighbour[];
  /** The five nearest training images by appearance (features), nearest first. */
  readonly lookalikes: readonly TrainingNeighbour[];
  /** For an error row: the reason, a sentence; null otherwise. */
  readonly error: string | null;
}

export type Verdict = 'in-distribution' | 'ood' | 'error';

export interface TrainingNeighbour {
  /** Training file, relative to the training folder, `/` between folders. */
  readonly path: string;
  /** Euclidean, not squared. */
  readonly distance: number;
}
