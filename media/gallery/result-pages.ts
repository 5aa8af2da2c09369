import type { GradeCounts, PageAnswer, PageParams, Tile } from '../../server/protocol/lsp.ts';

export type Query = Omit<PageParams, 'offset' | 'count'>;

const pageSize = 200;
/** Of 200 tiles each; about 6 MB. */
const mostPages = 60;
const mostUnderWay = 2;

interface Page {
  readonly tiles: Tile[];
  readonly generation: number;
}

/**
 * The results of one query, fetched a page at a time where the grid shows them. After a change
 * the old pages serve until the new ones are here, so that nothing flickers.
 */
export class ResultPages {
  total = 0;
  counts: GradeCounts | null = null;
  groups: PageAnswer['groups'] = [];
  /** Has any page of the present query arrived? */
  isKnown = false;
  readonly #ask: (params: PageParams) => Promise<PageAnswer>;
  readonly #onChange: () => void;
  readonly #onFailure: (error: unknown) => void;
  readonly #pages = new Map<number, Page>();
  readonly #underWay = new Map<number, Promise<void>>();
  #query: Query;
  #generation = 0;
  #epoch = 0;
  #wanted: readonly [first: number, last: number] = [0, 0];

  constructor(
    query: Query,
    ask: (params: PageParams) => Promise<PageAnswer>,
    on: { readonly change: () => void; readonly failure: (error: unknown) => void },
  ) {
    this.#query = query;
    this.#ask = ask;
    this.#onChange = on.change;
    this.#onFailure = on.failure;
  }

  get query(): Query {
    return this.#query;
  }

  setQuery(query: Query): void {
    this.#query = query;
    this.#epoch += 1;
    this.#generation += 1;
    this.#pages.clear();
    this.#underWay.clear();
    this.isKnown = false;
    this.need(0, 0);
  }

  /** Results have changed: pages in sight are fetched anew, the others when they are needed. */
  refresh(): void {
    this.#generation += 1;
    this.#pump();
  }

  tileAt(index: number): Tile | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.tiles[index % pageSize];
  }

  /** Index of an image among the pages that are here, or -1. */
  indexOf(uri: string): number {
    for (const [page, { tiles }] of this.#pages) {
      const at = tiles.findIndex((tile) => tile.uri === uri);
      if (at >= 0) return page * pageSize + at;
    }
    return -1;
  }

  /** Shows a change at once; the next refresh brings what the server says. */
  change(uri: string, change: (tile: Tile) => Tile): void {
    const index = this.indexOf(uri);
    const tiles = this.#pages.get(Math.floor(index / pageSize))?.tiles;
    const tile = tiles?.[index % pageSize];
    if (tiles && tile) tiles[index % pageSize] = change(tile);
  }

  /** Sees that the tiles from `first` to `last` come. */
  need(first: number, last: number): void {
    this.#wanted = [first, last];
    this.#pump();
  }

  /** Tiles of a range, however far, for selecting and walking. */
  async load(first: number, last: number): Promise<Tile[]> {
    const tiles: Tile[] = [];
    for (let page = Math.floor(first / pageSize); page * pageSize <= last; page++) {
      if (!this.#pages.has(page)) await this.#fetch(page);
      tiles.push(
        ...(this.#pages.get(page)?.tiles ?? []).filter((_, at) => {
          const index = page * pageSize + at;
          return index >= first && index <= last;
        }),
      );
    }
    return tiles;
  }

  /** All images of the query, in order. */
  async allUris(): Promise<string[]> {
    const uris: string[] = [];
    const query = this.#query;
    for (;;) {
      const answer = await this.#ask({ ...query, offset: uris.length, count: 2000 });
      for (const tile of answer.tiles) uris.push(tile.uri);
      if (answer.tiles.length === 0 || uris.length >= answer.total) return uris;
    }
  }

  #pump(): void {
    const [first, last] = this.#wanted;
    for (let page = Math.floor(first / pageSize); page * pageSize <= last; page++) {
      if (this.#underWay.size >= mostUnderWay) return;
      const isFresh = this.#pages.get(page)?.generation === this.#generation;
      if (!isFresh && !this.#underWay.has(page)) void this.#fetch(page);
    }
  }

  #fetch(page: number): Promise<void> {
    const present = this.#underWay.get(page);
    if (present) return present;
    const fetching = this.#fetchNow(page);
    this.#underWay.set(page, fetching);
    return fetching;
  }

  async #fetchNow(page: number): Promise<void> {
    const epoch = this.#epoch;
    const generation = this.#generation;
    let hasFailed = false;
    try {
      const offset = page * pageSize;
      const answer = await this.#ask({ ...this.#query, offset, count: pageSize });
      if (epoch !== this.#epoch) return;
      this.#keep(page, { tiles: [...answer.tiles], generation });
      this.total = answer.total;
      this.counts = answer.counts;
      if (this.#query.isGrouped === true) this.groups = answer.groups;
      else this.groups = [];
      this.isKnown = true;
    } catch (error) {
      if (epoch !== this.#epoch) return;
      hasFailed = true;
      this.#onFailure(error);
    } finally {
      if (epoch === this.#epoch) this.#underWay.delete(page);
    }
    if (hasFailed) return;
    this.#onChange();
    this.#pump();
  }

  #keep(page: number, content: Page): void {
    this.#pages.delete(page);
    this.#pages.set(page, content);
    const oldest = this.#pages.keys().next().value;
    if (this.#pages.size > mostPages && oldest !== undefined) this.#pages.delete(oldest);
  }
}
