import type { Grade, Tile } from '../../server/protocol/lsp.ts';
import { gradeMarks } from '../../server/protocol/sentences.ts';
import type { BadgeChoice } from '../settings.ts';

export interface BadgeLook {
  /** At most two characters: the Explorer drops a longer one with its colour and tooltip. */
  readonly badge: string;
  /** Id of a theme colour. */
  readonly color: string;
  readonly tooltip: string;
}

const colors: Readonly<Record<Grade, string>> = {
  ordinary: 'descriptionForeground',
  unusual: 'charts.orange',
  'very-unusual': 'charts.red',
  unreadable: 'list.errorForeground',
};

/** The mark of one scored image in the Explorer; null: none. */
export function badgeLook(tile: Tile, choice: BadgeChoice): BadgeLook | null {
  if (choice === 'off' || (choice === 'unusual' && tile.grade === 'ordinary')) return null;
  return {
    badge: gradeMarks[tile.grade],
    color: colors[tile.grade],
    tooltip: `${tile.sentence} (${tile.technical})`,
  };
}

/** Unusual and very unusual images below a folder. */
export interface Inside {
  readonly count: number;
  readonly isVery: boolean;
}

/** The mark of a folder that holds unusual images. */
export function folderLook(inside: Inside, choice: BadgeChoice): Omit<BadgeLook, 'tooltip'> | null {
  if (choice === 'off' || inside.count === 0) return null;
  return { badge: '•', color: colors[inside.isVery ? 'very-unusual' : 'unusual'] };
}

/**
 * Counts of groups (paths from a scored folder) added up into each folder above them, to the
 * scored folder itself.
 * @param above path of the scored folder; the folders of the answer begin with it
 */
export function countsByFolder(
  above: string,
  groups: readonly { readonly path: string; readonly count: number }[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { path, count } of groups) {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    for (let depth = 0; depth <= parts.length; depth += 1) {
      const folder = [above, ...parts.slice(0, depth)].join('/');
      counts.set(folder, (counts.get(folder) ?? 0) + count);
    }
  }
  return counts;
}
