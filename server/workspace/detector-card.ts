import type { DetectorMetadata } from '../protocol/detector.ts';
import type { Yardstick } from '../protocol/sentences.ts';

/**
 * What is remembered of a detector in the store, so that results can be shown, judged and
 * explained without loading it: in a workspace that is not trusted, and right after a start.
 */
export interface DetectorCard extends Yardstick {
  /** The detector's content key: results are stored under it. */
  readonly id: string;
  readonly path: string;
  /** Size and time of the file when the card was written. */
  readonly stamp: string;
  readonly device: string;
  readonly metadata: CardMetadata;
}

/** The metadata without what only scoring needs: content hashes, which are most of it. */
export type CardMetadata = Omit<DetectorMetadata, 'training'> & {
  readonly training: Omit<DetectorMetadata['training'], 'hashes' | 'indexedRows'>;
};
