import type { DetectorMetadata } from '../../protocol/detector.ts';
import type { ExplainAnswer, WireThreshold } from '../../protocol/lsp.ts';
import type { ScoreRecord } from '../../protocol/record.ts';
import type { Neighbours } from '../../store/store.ts';
import { calibrationPlace } from './calibration-place.ts';
import { factsOf } from './facts.ts';
import type { NamedDistance } from './prototype-distances.ts';
import { type KnownTraining, trainingTiles } from './training-tiles.ts';
import { whySentence } from './why.ts';

export interface ExplainInput {
  readonly record: ScoreRecord;
  readonly neighbours: Neighbours | null;
  /** Of the detector, as it was loaded or as it is remembered. */
  readonly detector: KnownTraining & Pick<DetectorMetadata, 'calibration' | 'prototype'>;
  readonly detectorName: string;
  readonly device: string;
  readonly threshold: WireThreshold;
  /** Null: the detector can't be loaded, so they are not known. */
  readonly distances: readonly NamedDistance[] | null;
  readonly scoredMs: number | null;
  /** Where the file is now: a decision may have moved it. */
  readonly path: string;
  readonly uriOf: (path: string) => string;
}

/** All that is shown of one image beside its tile and its decision. */
export async function explainImage(
  input: ExplainInput,
): Promise<Omit<ExplainAnswer, 'tile' | 'decision'>> {
  const { record, detector, threshold, distances } = input;
  const { missing, ...tiles } = await trainingTiles(input.neighbours, detector, input.uriOf);
  const { prototype } = detector;
  const pathBytes = record.pathBytes === undefined ? undefined : fromBase64(record.pathBytes);
  return {
    record,
    prototypeDistances: distances ?? [],
    ...tiles,
    calibration: calibrationPlace(record, detector, threshold),
    why: whySentence(record, { threshold, prototype, distances }),
    facts: await factsOf({
      ...{ path: input.path, pathBytes, scoredMs: input.scoredMs, missing },
      ...{ detectorName: input.detectorName, device: input.device },
      trainingFolder: detector.training.folder,
    }),
  };
}

function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}
