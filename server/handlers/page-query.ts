import type { PageParams } from '../protocol/lsp.ts';
import type { WorkspaceQuery } from '../workspace/workspace.ts';

/** Tiles of one page at most: a message of a thousand tiles is half a megabyte. */
const MOST_TILES = 1000;

const SORTS = {
  p: 'p',
  score: 'score',
  name: 'path',
  class: 'class',
  date: 'modified',
} as const;

/** What the store is to look for; a page that asks for nonsense gets the first rows. */
export function pageQuery(params: PageParams): WorkspaceQuery {
  const { grades, isDecided, text, pRange, sort } = params;
  return {
    filter: { grades, isDecided, class: params.class, text, pRange },
    sort: SORTS[sort] ?? 'p',
    isDescending: params.isDescending === true,
    isGrouped: params.isGrouped === true,
    offset: whole(params.offset),
    count: Math.min(whole(params.count), MOST_TILES),
  };
}

function whole(value: number): number {
  return Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}
