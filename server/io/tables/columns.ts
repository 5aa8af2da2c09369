import type { ScoreRecord } from '../../protocol/record.ts';

/** In the order of every table; `pathBytes` is empty where the path is UTF-8. */
export const columns = [
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
] as const satisfies readonly (keyof ScoreRecord)[];

export type Column = (typeof columns)[number];
