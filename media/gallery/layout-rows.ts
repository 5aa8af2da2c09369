/**
 * Where every row of the grid stands, without making it: 100,000 tiles are numbers until they are
 * scrolled to. Pure; sizes in CSS pixels.
 */

export interface LayoutParams {
  readonly total: number;
  /** Groups in order; their counts add up to `total`, else the grid is laid out as one. */
  readonly groups: readonly { readonly path: string; readonly count: number }[];
  readonly widthPx: number;
  readonly tilePx: number;
  readonly captionPx: number;
  readonly gapPx: number;
  readonly headerPx: number;
}

export interface GroupPlace {
  readonly path: string;
  readonly count: number;
  readonly topPx: number;
  /** Height of its header; 0 where the grid has no groups. */
  readonly headerPx: number;
  readonly firstIndex: number;
  /** Counted over the whole grid, headers too, from 0. */
  readonly firstRow: number;
}

export interface GridLayout {
  readonly columns: number;
  readonly cellPx: number;
  readonly rowPx: number;
  readonly rowCount: number;
  readonly heightPx: number;
  readonly total: number;
  readonly groups: readonly GroupPlace[];
}

export interface RowPlace {
  readonly row: number;
  readonly topPx: number;
  readonly group: GroupPlace;
  /** Null: the header of the group. */
  readonly tiles: { readonly first: number; readonly count: number } | null;
}

export function layoutRows(params: LayoutParams): GridLayout {
  const { total, widthPx, gapPx } = params;
  const columns = Math.max(1, Math.floor((widthPx - gapPx) / (params.tilePx + gapPx)));
  // Tiles grow a little, so that the rows fill the width.
  const cellPx = Math.max(40, Math.floor((widthPx - gapPx) / columns));
  const tilePx = cellPx - gapPx;
  const rowPx = tilePx + params.captionPx + gapPx;
  const sum = params.groups.reduce((before, { count }) => before + count, 0);
  const isGrouped = params.groups.length > 0 && sum === total;
  const given = isGrouped ? params.groups : [{ path: '', count: total }];
  const headerPx = isGrouped ? params.headerPx : 0;
  const groups: GroupPlace[] = [];
  let topPx = isGrouped ? 0 : gapPx;
  let firstIndex = 0;
  let firstRow = 0;
  for (const { path, count } of given) {
    groups.push({ path, count, topPx, headerPx, firstIndex, firstRow });
    const rows = Math.ceil(count / columns);
    topPx += headerPx + rows * rowPx;
    firstIndex += count;
    firstRow += rows + (isGrouped ? 1 : 0);
  }
  return { columns, cellPx, rowPx, rowCount: firstRow, heightPx: topPx, total, groups };
}

/** The rows that touch the band from `fromPx` to `toPx`. */
export function rowsBetween(layout: GridLayout, fromPx: number, toPx: number): RowPlace[] {
  const rows: RowPlace[] = [];
  if (layout.total === 0) return rows;
  const start = lastWhere(layout.groups, (group) => group.topPx <= fromPx);
  for (let i = start; i < layout.groups.length; i++) {
    const group = layout.groups[i];
    if (group === undefined || group.topPx > toPx) break;
    if (group.headerPx > 0 && group.topPx + group.headerPx >= fromPx) {
      rows.push({ row: group.firstRow, topPx: group.topPx, group, tiles: null });
    }
    const tilesTop = group.topPx + group.headerPx;
    const count = Math.ceil(group.count / layout.columns);
    const from = Math.max(0, Math.floor((fromPx - tilesTop) / layout.rowPx));
    const to = Math.min(count - 1, Math.floor((toPx - tilesTop) / layout.rowPx));
    for (let line = from; line <= to; line++) rows.push(tileRow(layout, group, line));
  }
  return rows;
}

/** The row that holds the tile of this index. */
export function rowOf(layout: GridLayout, index: number): RowPlace | null {
  const at = lastWhere(layout.groups, ({ firstIndex, count }) => count > 0 && firstIndex <= index);
  const group = layout.groups[at];
  if (group === undefined || index < 0 || index >= layout.total) return null;
  return tileRow(layout, group, Math.floor((index - group.firstIndex) / layout.columns));
}

function tileRow(layout: GridLayout, group: GroupPlace, line: number): RowPlace {
  const before = line * layout.columns;
  return {
    row: group.firstRow + (group.headerPx > 0 ? 1 : 0) + line,
    topPx: group.topPx + group.headerPx + line * layout.rowPx,
    group,
    tiles: {
      first: group.firstIndex + before,
      count: Math.min(layout.columns, group.count - before),
    },
  };
}

/** Where an arrow leads: up and down keep the column, over group headers too. */
export function stepFrom(layout: GridLayout, index: number, lines: number): number {
  let at = index;
  for (let left = Math.abs(lines); left > 0; left--) {
    const row = rowOf(layout, at);
    if (row?.tiles == null) return at;
    const column = at - row.tiles.first;
    const edge = lines > 0 ? row.tiles.first + row.tiles.count : row.tiles.first - 1;
    const next = rowOf(layout, edge);
    if (next?.tiles == null) return at;
    at = next.tiles.first + Math.min(column, next.tiles.count - 1);
  }
  return at;
}

/** Groups stand in order, so `isBefore` holds for the first ones only. */
function lastWhere(
  groups: readonly GroupPlace[],
  isBefore: (group: GroupPlace) => boolean,
): number {
  let low = 0;
  let high = groups.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const group = groups[middle];
    if (group !== undefined && isBefore(group)) low = middle;
    else high = middle - 1;
  }
  return low;
}
