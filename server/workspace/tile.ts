import { recordOf } from '../pipeline/result-rows.ts';
import type { DecisionKind, Tile, WireThreshold } from '../protocol/lsp.ts';
import { distance, pValue } from '../protocol/number-words.ts';
import type { ScoreRecord } from '../protocol/record.ts';
import { gradeOf, verdictSentence } from '../protocol/sentences.ts';
import type { ImageRow } from '../store/images.ts';
import type { DetectorCard } from './detector-card.ts';
import { uriOf } from './uri-path.ts';

/** The record of a stored row, judged by a threshold. */
export function recordOfRow(
  row: ImageRow,
  card: DetectorCard,
  threshold: WireThreshold,
): ScoreRecord {
  // Of the metadata only the training files are looked at.
  return recordOf(row, threshold, card.metadata as Parameters<typeof recordOf>[2]);
}

/** @param folder the scored folder that holds the image */
export function tileOf(
  row: ImageRow,
  folder: string,
  { card, threshold }: { readonly card: DetectorCard; readonly threshold: WireThreshold },
): Tile {
  const record = recordOfRow(row, card, threshold);
  const isBelow = row.path.startsWith(`${folder}/`);
  return {
    uri: uriOf(row.path),
    relativePath: isBelow ? row.path.slice(folder.length + 1) : row.path,
    grade: gradeOf(record, card.calibrationCount),
    sentence: verdictSentence(record, card),
    technical: technicalOf(record),
    p: record.p,
    score: record.score,
    class: record.class,
    modifiedMs: row.modifiedMs,
    decision: row.decision as DecisionKind | null,
  };
}

/** `OOD, p = 0.003, score 0.21, class stop`; empty for a file that can't be read. */
function technicalOf(record: ScoreRecord): string {
  if (record.p === null) return '';
  const words = [record.verdict === 'ood' ? 'OOD' : 'ID', `p = ${pValue(record.p)}`];
  if (record.score !== null) words.push(`score ${distance(record.score)}`);
  if (record.class !== null) words.push(`class ${record.class}`);
  return words.join(', ');
}
