import type { Tile } from '../../server/protocol/lsp.ts';
import type { ResultPages } from './result-pages.ts';

const stretch = 400;

/**
 * Index of the next image, in the order shown, that is unusual and not decided upon; null: none
 * further on.
 */
export async function nextUnusual(
  pages: ResultPages,
  from: number,
  step: 1 | -1,
): Promise<number | null> {
  let at = from + step;
  while (at >= 0 && at < pages.total) {
    const first = step === 1 ? at : Math.max(0, at - stretch + 1);
    const last = step === 1 ? Math.min(pages.total - 1, at + stretch - 1) : at;
    const tiles = await pages.load(first, last);
    const found = step === 1 ? tiles.findIndex(isOpen) : tiles.findLastIndex(isOpen);
    if (found >= 0) return first + found;
    if (tiles.length === 0) return null;
    at = step === 1 ? last + 1 : first - 1;
  }
  return null;
}

function isOpen({ grade, decision }: Tile): boolean {
  return decision === null && (grade === 'unusual' || grade === 'very-unusual');
}
