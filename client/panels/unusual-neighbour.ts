import { type PageAnswer, type PageParams, pageRequest } from '../../server/protocol/lsp.ts';
import type { Ask } from './page-answers.ts';

const PAGE = 1000;

/**
 * The image after (or before) this one among those that are unusual and undecided, most unusual
 * first. An image that is not among them is followed by the first. Null: there is none.
 */
export async function unusualNeighbour(
  ask: Ask,
  { uri, step }: { readonly uri: string | null; readonly step: 1 | -1 },
): Promise<string | null> {
  const page = (offset: number): Promise<PageAnswer> =>
    ask(pageRequest, { ...unusualFirst, offset, count: PAGE });
  let previous: string | null = null;
  let isFound = false;
  let first: string | null = null;
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const { tiles, total: all } = await page(offset);
    total = all;
    for (const tile of tiles) {
      const isOpen = tile.decision === null;
      if (isOpen) first ??= tile.uri;
      if (isFound && isOpen) return tile.uri;
      if (isSame(tile.uri, uri)) {
        if (step === -1) return previous;
        isFound = true;
      }
      if (isOpen) previous = tile.uri;
    }
    if (tiles.length === 0) break;
  }
  return isFound ? null : first;
}

// With the decided ones: the image that was just decided upon keeps its place among them.
const unusualFirst: Omit<PageParams, 'offset' | 'count'> = {
  grades: ['very-unusual', 'unusual'],
  sort: 'p',
};

/** Editors and servers write the same URI with and without escapes. */
function isSame(one: string, other: string | null): boolean {
  return other !== null && plain(one) === plain(other);
}

function plain(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
