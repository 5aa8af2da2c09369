import type { DetectorMetadata } from '../../../protocol/detector.ts';

/** Scores are float32: nine digits bring back the same bits in half the characters. */
export function metadataToJson(metadata: DetectorMetadata): string {
  const { calibration } = metadata;
  const short = (scores: readonly number[]): number[] =>
    scores.map((score) => Number(Math.fround(score).toPrecision(9)));
  return JSON.stringify({
    ...metadata,
    calibration: {
      ...calibration,
      groodScores: short(calibration.groodScores),
      neighbourScores: short(calibration.neighbourScores),
    },
  });
}

/** null where the text is not what `metadataToJson` writes, in this or a newer version. */
export function metadataFromJson(text: string): DetectorMetadata | null {
  const value = parsed(text);
  if (!isObject(value) || typeof value['contract'] !== 'number') return null;
  if (typeof value['checksum'] !== 'string') return null;
  const { calibration } = value;
  // A newer version may have other fields; its number alone is looked at.
  if (!isObject(calibration)) return value as unknown as DetectorMetadata;
  const rounded = (scores: unknown): unknown =>
    Array.isArray(scores) ? scores.map((score: number) => Math.fround(score)) : scores;
  return {
    ...(value as unknown as DetectorMetadata),
    calibration: {
      ...(calibration as unknown as DetectorMetadata['calibration']),
      groodScores: rounded(calibration['groodScores']) as readonly number[],
      neighbourScores: rounded(calibration['neighbourScores']) as readonly number[],
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
