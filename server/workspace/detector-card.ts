import type { OpenDetector } from '../pipeline/open-detector.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { DetectorFacts, WireThreshold } from '../protocol/lsp.ts';
import { detectorSentence, smallestP, type Yardstick } from '../protocol/sentences.ts';
import type { Store } from '../store/store.ts';
import { uriOf } from './uri-path.ts';

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
  readonly smallestP: number;
  readonly metadata: CardMetadata;
}

/** The metadata without what only scoring needs: content hashes, which are most of it. */
export type CardMetadata = Omit<DetectorMetadata, 'training'> & {
  readonly training: Omit<DetectorMetadata['training'], 'hashes' | 'indexedRows'>;
};

export function cardOf(
  { id, metadata, device }: Pick<OpenDetector, 'id' | 'metadata' | 'device'>,
  file: { readonly path: string; readonly stamp: string },
): DetectorCard {
  const { hashes: _, indexedRows: __, ...training } = metadata.training;
  const calibrationCount = metadata.calibration.count;
  return {
    id,
    ...file,
    device: `ONNX Runtime · ${device}`,
    calibrationCount,
    classCount: metadata.classes.length,
    smallestP: smallestP(calibrationCount),
    metadata: { ...metadata, training },
  };
}

const keyOf = (path: string): string => `card:${path}`;

export function rememberCard(store: Store, card: DetectorCard): void {
  store.remember(keyOf(card.path), JSON.stringify(card));
}

/** Null where the store knows no detector of that path. */
export function recallCard(store: Store, path: string): DetectorCard | null {
  const text = store.recall(keyOf(path));
  if (text === null) return null;
  try {
    return JSON.parse(text) as DetectorCard;
  } catch {
    // A store that somebody edited: the card is written anew when the detector is loaded.
    return null;
  }
}

export function factsOf(card: DetectorCard, threshold: WireThreshold): DetectorFacts {
  const { metadata } = card;
  const { classes, trainingCount: images, prototype, warnings, backboneName } = metadata;
  const { kind, count } = metadata.calibration;
  return {
    name: card.path.slice(card.path.lastIndexOf('/') + 1),
    uri: uriOf(card.path),
    classes,
    images,
    backbone: backboneName,
    sizePx: metadata.preprocessing.height,
    prototype,
    calibration: { kind, count },
    device: card.device,
    threshold,
    sentence: detectorSentence({ classes, images, calibration: { kind, count } }),
    warnings,
  };
}
