import type { Tile } from '../../server/protocol/lsp.ts';
import { thousands } from '../../server/protocol/number-words.ts';
import { element } from '../shared/element.ts';
import { t } from '../shared/texts.ts';
import type { Thumbnail } from '../shared/thumbnail-store.ts';
import {
  type GridLayout,
  type GroupPlace,
  layoutRows,
  type RowPlace,
  rowOf,
  rowsBetween,
  stepFrom,
} from './layout-rows.ts';
import { TileCell } from './tile-cell.ts';

export interface GridSource {
  readonly total: () => number;
  readonly groups: () => readonly { readonly path: string; readonly count: number }[];
  readonly tileAt: (index: number) => Tile | undefined;
  readonly thumbnail: (uri: string) => Thumbnail;
  readonly isSelected: (uri: string) => boolean;
  /** Told after each drawing: what is in sight, and a little around it. */
  readonly onShown: (first: number, last: number) => void;
}

interface DrawnRow {
  readonly place: RowPlace;
  readonly node: HTMLElement;
  readonly cells: readonly TileCell[];
}

const captionPx = 38;
const gapPx = 10;
const headerPx = 30;
/** Drawn above and below what is in sight, so that a turn of the wheel meets no empty row. */
const marginPx = 250;

/** A grid over any number of results: only rows in sight, and that of the focus, are elements. */
export class TileGrid {
  readonly node: HTMLElement;
  focused = 0;
  readonly #source: GridSource;
  readonly #canvas = element('div', { class: 'canvas', role: 'presentation' });
  readonly #sticky = element('div', { class: 'group-header is-sticky', 'aria-hidden': 'true' });
  readonly #rows = new Map<number, DrawnRow>();
  #layout: GridLayout;
  #tilePx: number;
  #isDrawing = false;

  constructor(source: GridSource, tilePx: number) {
    this.#source = source;
    this.#tilePx = tilePx;
    this.#layout = this.#computeLayout();
    this.node = element(
      'div',
      { class: 'grid', role: 'grid', 'aria-multiselectable': 'true', 'aria-label': t('Images') },
      this.#sticky,
      this.#canvas,
    );
    this.node.addEventListener('scroll', () => this.draw(), { passive: true });
    new ResizeObserver(() => this.relayout()).observe(this.node);
  }

  get layout(): GridLayout {
    return this.#layout;
  }

  setTileSize(tilePx: number): void {
    this.#tilePx = tilePx;
    this.relayout();
  }

  /** Places all rows anew, keeping the tile at the top where it is. */
  relayout(): void {
    const before = rowsBetween(this.#layout, this.node.scrollTop, this.node.scrollTop);
    const anchor = before.find(({ tiles }) => tiles !== null);
    const next = this.#computeLayout();
    const isSame =
      next.columns === this.#layout.columns &&
      next.cellPx === this.#layout.cellPx &&
      next.total === this.#layout.total &&
      next.groups.length === this.#layout.groups.length &&
      next.groups.every((group, at) => isSamePlace(group, this.#layout.groups[at]));
    if (!isSame) {
      const offset = anchor === undefined ? 0 : this.node.scrollTop - anchor.topPx;
      this.#layout = next;
      this.#clear();
      const place = anchor?.tiles == null ? null : rowOf(next, anchor.tiles.first);
      if (place !== null && this.node.scrollTop > 0) this.node.scrollTop = place.topPx + offset;
    }
    this.draw();
  }

  /** Draws in the next frame; calls in between cost nothing. */
  draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#drawNow();
    });
  }

  /** Moves the focus to a tile and shows it. */
  focus(index: number): void {
    if (this.#layout.total === 0) return;
    this.focused = Math.min(Math.max(index, 0), this.#layout.total - 1);
    this.reveal(this.focused);
    this.#drawNow();
    this.node.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  /** The focused image has moved to another place. */
  follow(index: number): void {
    if (this.node.contains(document.activeElement)) this.focus(index);
    else {
      this.focused = index;
      this.draw();
    }
  }

  reveal(index: number): void {
    const place = rowOf(this.#layout, index);
    if (place === null) return;
    const top = place.topPx - place.group.headerPx;
    const bottom = place.topPx + this.#layout.rowPx;
    const { scrollTop, clientHeight } = this.node;
    if (top < scrollTop) this.node.scrollTop = top;
    else if (bottom > scrollTop + clientHeight) this.node.scrollTop = bottom - clientHeight;
  }

  /** Index of the tile that an arrow key leads to, or null for another key. */
  target(key: string): number | null {
    const at = this.focused;
    const pageRows = Math.max(1, Math.floor(this.node.clientHeight / this.#layout.rowPx));
    switch (key) {
      case 'ArrowLeft':
        return at - 1;
      case 'ArrowRight':
        return at + 1;
      case 'ArrowUp':
        return stepFrom(this.#layout, at, -1);
      case 'ArrowDown':
        return stepFrom(this.#layout, at, 1);
      case 'PageUp':
        return stepFrom(this.#layout, at, -pageRows);
      case 'PageDown':
        return stepFrom(this.#layout, at, pageRows);
      case 'Home':
        return 0;
      case 'End':
        return this.#layout.total - 1;
      default:
        return null;
    }
  }

  /** Index of the tile under an event, or null. */
  indexAt(event: Event): number | null {
    const cell = (event.target as Element | null)?.closest?.<HTMLElement>('.tile');
    return cell?.dataset['index'] === undefined ? null : Number(cell.dataset['index']);
  }

  #computeLayout(): GridLayout {
    return layoutRows({
      total: this.#source.total(),
      groups: this.#source.groups(),
      widthPx: Math.max(100, this.node?.clientWidth ?? 0),
      tilePx: this.#tilePx,
      captionPx,
      gapPx,
      headerPx,
    });
  }

  #clear(): void {
    this.#rows.clear();
    this.#canvas.replaceChildren();
    this.#canvas.style.height = `${this.#layout.heightPx}px`;
    this.node.style.setProperty('--tile', `${this.#layout.cellPx - gapPx}px`);
    this.node.style.setProperty('--cell', `${this.#layout.cellPx}px`);
    this.node.setAttribute('aria-rowcount', String(this.#layout.rowCount));
    this.node.setAttribute('aria-colcount', String(this.#layout.columns));
  }

  #drawNow(): void {
    const { scrollTop, clientHeight } = this.node;
    if (clientHeight === 0) return;
    const { total } = this.#layout;
    this.focused = Math.min(this.focused, Math.max(0, total - 1));
    const inSight = rowsBetween(
      this.#layout,
      scrollTop - marginPx,
      scrollTop + clientHeight + marginPx,
    );
    const wanted = new Map(inSight.map((place) => [place.row, place]));
    // The focused row stays an element wherever the page is scrolled, or the focus would be lost.
    const focusRow = rowOf(this.#layout, this.focused);
    if (focusRow !== null) wanted.set(focusRow.row, focusRow);
    for (const [row, { node }] of this.#rows) {
      if (wanted.has(row)) continue;
      node.remove();
      this.#rows.delete(row);
    }
    for (const place of wanted.values()) this.#drawRow(place);
    this.#drawSticky(scrollTop);
    const tiles = inSight.flatMap((place) => place.tiles ?? []);
    const first = tiles[0]?.first ?? 0;
    const last = tiles.at(-1);
    this.#source.onShown(first, last ? last.first + last.count - 1 : first);
  }

  #drawRow(place: RowPlace): void {
    const drawn = this.#rows.get(place.row) ?? this.#makeRow(place);
    for (const [column, cell] of drawn.cells.entries()) {
      const index = (place.tiles?.first ?? 0) + column;
      const tile = this.#source.tileAt(index);
      cell.update({
        tile,
        thumbnail: tile && this.#source.thumbnail(tile.uri),
        isSelected: tile !== undefined && this.#source.isSelected(tile.uri),
        isFocused: index === this.focused,
      });
    }
  }

  #makeRow(place: RowPlace): DrawnRow {
    const { tiles } = place;
    const cells = Array.from({ length: tiles?.count ?? 0 }, (_, column) => {
      return new TileCell((tiles?.first ?? 0) + column, column);
    });
    const node = element(
      'div',
      { class: tiles ? 'row' : 'row group-header', role: 'row', 'aria-rowindex': place.row + 1 },
      ...cells.map((cell) => cell.node),
    );
    if (tiles === null) {
      node.append(
        element(
          'div',
          { role: 'rowheader', 'aria-colspan': this.#layout.columns },
          ...headerWords(place.group),
        ),
      );
    }
    node.style.transform = `translateY(${place.topPx}px)`;
    this.#insert(node, place.row);
    const drawn = { place, node, cells };
    this.#rows.set(place.row, drawn);
    return drawn;
  }

  /** Rows stand in the document in their order, for screen readers. */
  #insert(node: HTMLElement, row: number): void {
    let after: Element | null = this.#canvas.lastElementChild;
    while (after !== null && Number(after.getAttribute('aria-rowindex')) > row + 1) {
      after = after.previousElementSibling;
    }
    if (after === null) this.#canvas.prepend(node);
    else after.after(node);
  }

  /** The path of the group in sight, pushed away by the next one. */
  #drawSticky(scrollTop: number): void {
    const { groups } = this.#layout;
    const hasHeaders = (groups[0]?.headerPx ?? 0) > 0 && this.#layout.total > 0;
    this.#sticky.hidden = !hasHeaders;
    if (!hasHeaders) return;
    const at = groups.findLastIndex((group) => group.topPx <= scrollTop);
    const group = groups[Math.max(0, at)];
    if (group === undefined) return;
    const next = groups[at + 1];
    const push = next === undefined ? 0 : Math.min(0, next.topPx - scrollTop - headerPx);
    this.#sticky.style.transform = `translateY(${push}px)`;
    if (this.#sticky.dataset['path'] === group.path && this.#sticky.childElementCount > 0) return;
    this.#sticky.dataset['path'] = group.path;
    this.#sticky.replaceChildren(...headerWords(group));
  }
}

function isSamePlace(group: GroupPlace, other: GroupPlace | undefined): boolean {
  return group.path === other?.path && group.count === other.count;
}

function headerWords(group: GroupPlace): HTMLElement[] {
  const path = group.path === '' ? '.' : group.path;
  return [
    element('bdi', { class: 'path', dir: 'auto', title: path }, path),
    element('span', { class: 'detail' }, thousands(group.count)),
  ];
}
