import type { ScoreRecord } from '../../protocol/record.ts';

export type Column = keyof ScoreRecord;

/** In the order of every table; `pathBytes` is empty where the path is UTF-8. */
export const columns: readonly Column[] = [
  'path',
  'verdict',
  'p',
  'score',
  'neighbourScore',
  'pGrood',
  'pNeighbours',
  'class',
  'neighbours',
  'lookalikes',
  'error',
  'pathBytes',
];
