import type { ResultPages } from './result-pages.ts';
import type { TileGrid } from './tile-grid.ts';

/** Which images are chosen, by pointer and by key, and from where Shift extends. */
export class GridSelection {
  anchor = 0;
  readonly #grid: TileGrid;
  readonly #pages: ResultPages;
  readonly #onChange: () => void;
  #uris: Set<string> = new Set();
  /** Ranges that are not here yet come later; only the last one counts. */
  #extending = 0;

  constructor(grid: TileGrid, pages: ResultPages, onChange: () => void) {
    this.#grid = grid;
    this.#pages = pages;
    this.#onChange = onChange;
    grid.node.addEventListener('click', (event) => this.#click(event));
  }

  get size(): number {
    return this.#uris.size;
  }

  has(uri: string): boolean {
    return this.#uris.has(uri);
  }

  list(): string[] {
    return [...this.#uris];
  }

  clear(): void {
    this.#set([]);
  }

  /** Chooses every image of the query, those that are not here too. */
  async all(): Promise<void> {
    const uris = await this.#pages.allUris();
    this.#set(uris);
  }

  /** Moves the focus; the tile is chosen alone, or with all between it and the anchor. */
  moveTo(index: number, isExtending: boolean): void {
    this.#grid.focus(index);
    const { focused } = this.#grid;
    if (isExtending) {
      void this.#extend(focused);
      return;
    }
    this.anchor = focused;
    const tile = this.#pages.tileAt(focused);
    this.#set(tile ? [tile.uri] : []);
  }

  press(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (target !== document.body && target.closest('.grid') === null) return;
    if (event.key === ' ' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#toggle(this.#grid.focused);
      return;
    }
    const to = event.altKey ? null : this.#grid.target(event.key);
    if (to === null) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      this.#grid.focus(to);
      this.#onChange();
    } else this.moveTo(to, event.shiftKey);
  }

  #click(event: MouseEvent): void {
    const index = this.#grid.indexAt(event);
    if (index === null) return;
    if (event.ctrlKey || event.metaKey) {
      this.#grid.focus(index);
      this.#toggle(index);
    } else this.moveTo(index, event.shiftKey);
  }

  #toggle(index: number): void {
    this.anchor = index;
    const uri = this.#pages.tileAt(index)?.uri;
    if (uri === undefined) return;
    const uris = new Set(this.#uris);
    if (!uris.delete(uri)) uris.add(uri);
    this.#set([...uris]);
  }

  async #extend(to: number): Promise<void> {
    this.#extending += 1;
    const mine = this.#extending;
    const [first, last] = [Math.min(this.anchor, to), Math.max(this.anchor, to)];
    const tiles = await this.#pages.load(first, last);
    if (mine === this.#extending) this.#set(tiles.map(({ uri }) => uri));
  }

  #set(uris: readonly string[]): void {
    this.#extending += 1;
    this.#uris = new Set(uris);
    this.#onChange();
  }
}
