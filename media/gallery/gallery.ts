/** The gallery page: builds the parts, and joins them to the host and to one another. */
import type { DecisionKind, Tile, WorkspaceState } from '../../server/protocol/lsp.ts';
import { counted } from '../../server/protocol/number-words.ts';
import type { GalleryRequests, HostEvent, PageStart } from '../../server/protocol/view.ts';
import { Acts, fileName } from '../shared/acts.ts';
import { createAnnouncer } from '../shared/announce.ts';
import { element } from '../shared/element.ts';
import { connectHost, type Trouble, troubleOf } from '../shared/host.ts';
import { createKeysOverlay } from '../shared/keys-overlay.ts';
import { PopupMenu, placeOf } from '../shared/popup-menu.ts';
import { createRelabelBox } from '../shared/relabel-box.ts';
import { startPage } from '../shared/start-page.ts';
import { stateMessage } from '../shared/state-message.ts';
import { t } from '../shared/texts.ts';
import { ThumbnailStore } from '../shared/thumbnail-store.ts';
import { BottomBar } from './bottom-bar.ts';
import { FilterChips } from './filter-chips.ts';
import { galleryCommand, galleryKeyLines } from './gallery-keys.ts';
import { GridSelection } from './grid-selection.ts';
import { gridMessage } from './grid-states.ts';
import { queryOf, type View, viewFrom } from './kept-view.ts';
import { QuickLook } from './quick-look.ts';
import { ResultPages } from './result-pages.ts';
import { RunNotice } from './run-notice.ts';
import { SidePane } from './side-pane.ts';
import { ThresholdPanel } from './threshold-panel.ts';
import { TileGrid } from './tile-grid.ts';
import { exportMenu, tileMenu } from './tile-menu.ts';
import { TopBar } from './top-bar.ts';
import type { ExportFormat } from './view-choices.ts';
import { nextUnusual } from './walk-unusual.ts';

/** Events of a run come fast; the page reads anew this often at most. */
const refreshMs = 400;

let onEvent: (event: HostEvent) => void = () => {};
const host = connectHost<GalleryRequests>((event) => onEvent(event));

class Gallery {
  #view: View = viewFrom(host.kept);
  #state: WorkspaceState;
  #trouble: Trouble | null = null;
  #isPlaced = false;
  #refreshing: ReturnType<typeof setTimeout> | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;
  #shownMessage = '';
  #announceResults = false;
  /** The image under the focus: rows may come and go before it. */
  #followed: string | null = null;
  readonly #announcer = createAnnouncer();
  readonly #thumbnails = new ThumbnailStore(
    (uris, sizePx) => host.ask('thumbnails', { uris, sizePx }),
    () => this.#onPictures(),
  );
  readonly #pages: ResultPages;
  readonly #grid: TileGrid;
  readonly #selection: GridSelection;
  readonly #relabelBox = createRelabelBox(() => this.#focusGrid());
  readonly #menu = new PopupMenu();
  readonly #keys = createKeysOverlay(galleryKeyLines());
  readonly #look = new QuickLook((uri) => host.ask('picture', { uri }));
  readonly #empty = element('div', { class: 'empty', hidden: true });
  readonly #acts = new Acts({
    host,
    relabelBox: this.#relabelBox,
    classes: () => this.#state.detector.detector?.classes ?? [],
    onDone: (sentence, answer, isUndo) => {
      for (const { fromUri, kind, isUndone } of answer?.decisions ?? []) {
        this.#pages.change(fromUri, (tile) => ({ ...tile, decision: isUndone ? null : kind }));
      }
      this.#say(sentence, answer !== null && !isUndo && answer.decisions.length > 0);
      this.#grid.draw();
      this.#refreshSoon();
    },
  });
  readonly #top: TopBar;
  readonly #chips = new FilterChips((change) => this.#change(change));
  readonly #threshold: ThresholdPanel;
  readonly #notice = new RunNotice({
    cancel: () => this.#try(host.ask('cancel', null)),
    score: (uris) => this.#run('score', uris),
  });
  readonly #pane: SidePane;
  readonly #bottom = new BottomBar({
    act: (kind) => this.#act(kind),
    undo: () => void this.#acts.undo(),
    keys: () => this.#keys.showPopover(),
  });

  constructor(start: PageStart) {
    this.#state = start.state;
    const isKept = host.kept !== undefined && host.kept !== null;
    if (!isKept || start.folderUri !== null) {
      this.#view = { ...this.#view, folderUri: start.folderUri };
    }
    this.#pages = new ResultPages(queryOf(this.#view), (params) => host.ask('page', params), {
      change: () => this.#onResults(),
      failure: (error) => this.#onFailure(error),
    });
    this.#grid = this.#makeGrid();
    this.#selection = new GridSelection(this.#grid, this.#pages, () => this.#onSelected());
    this.#top = new TopBar(this.#view, {
      change: (change) => this.#change(change),
      resize: (tilePx) => this.#resize(tilePx),
      export: (button) => this.#offerExport(button),
    });
    this.#threshold = this.#makeThreshold();
    this.#pane = new SidePane({
      thumbnails: this.#thumbnails,
      open: (uri) => this.#run('open', [uri]),
      undo: (id) => void this.#acts.undo([id]),
      thresholdP: () => this.#state.detector.detector?.threshold.p ?? null,
      explain: (uri) => host.ask('explain', { uri }),
      onWanted: () => this.#grid.draw(),
    });
    this.#build();
    this.#pages.setQuery(queryOf(this.#view));
    this.#showAll();
    void this.#readHistogram();
  }

  handle(event: HostEvent): void {
    if (event.kind === 'changed') {
      this.#state = event.state;
      this.#showAll();
      this.#refreshSoon();
    } else if (event.kind === 'showFolder') {
      this.#change({ folderUri: event.folderUri, pRange: null });
    } else this.#focusUri(event.uri);
  }

  #makeGrid(): TileGrid {
    const source = {
      total: () => this.#pages.total,
      groups: () => this.#pages.groups,
      tileAt: (index: number) => this.#pages.tileAt(index),
      thumbnail: (uri: string) => this.#thumbnails.get(uri),
      isSelected: (uri: string) => this.#selection.has(uri),
      onShown: (first: number, last: number) => this.#onShown(first, last),
    };
    return new TileGrid(source, this.#view.tilePx);
  }

  #makeThreshold(): ThresholdPanel {
    return new ThresholdPanel({
      ask: (p, isFinal) => host.ask('threshold', { ...this.#folder(), p, isFinal }),
      onRange: (range) => void this.#chooseRange(range),
      onSet: (sentence) => {
        this.#announcer.announce(sentence);
        this.#refreshSoon();
      },
      onFailure: (error) => this.#say(troubleOf(error).message, false),
    });
  }

  #build(): void {
    const main = element('main', { class: 'gallery' });
    const stage = element('div', { class: 'stage' }, this.#grid.node, this.#empty, this.#look.node);
    const middle = element('div', { class: 'middle' }, stage, this.#pane.node);
    main.append(this.#notice.node, this.#chips.node, this.#threshold.node, middle);
    document.body.append(
      this.#top.node,
      main,
      this.#bottom.node,
      this.#announcer.node,
      this.#relabelBox.node,
      this.#menu.node,
      this.#keys,
    );
    document.addEventListener('keydown', (event) => this.#press(event));
    this.#grid.node.addEventListener('dblclick', () => this.#runOnChosen('inspect'));
    this.#grid.node.addEventListener('contextmenu', (event) => this.#offerMenu(event));
    this.#grid.node.addEventListener('scroll', () => this.#keepSoon(), { passive: true });
  }

  #change(change: Partial<View>): void {
    const before = queryOf(this.#view);
    const folderBefore = this.#view.folderUri;
    this.#view = { ...this.#view, ...change };
    const query = queryOf(this.#view);
    if (JSON.stringify(query) !== JSON.stringify(before)) {
      this.#trouble = null;
      this.#grid.focused = 0;
      this.#followed = null;
      this.#grid.node.scrollTop = 0;
      if (change.pRange == null) this.#selection.clear();
      this.#pages.setQuery(query);
      this.#announceResults = true;
    }
    if (folderBefore !== this.#view.folderUri) void this.#readHistogram();
    this.#threshold.plot.showRange(this.#view.pRange);
    this.#showAll();
    this.#grid.relayout();
    this.#keepSoon();
  }

  #resize(tilePx: number): void {
    this.#view = { ...this.#view, tilePx };
    this.#grid.setTileSize(tilePx);
    this.#keepSoon();
  }

  #onResults(): void {
    this.#trouble = null;
    this.#grid.relayout();
    if (!this.#isPlaced && this.#pages.isKnown) this.#placeAsKept();
    this.#followFocus();
    if (this.#announceResults) {
      this.#announceResults = false;
      this.#announcer.announce(counted(this.#pages.total, 'image'));
    }
    this.#showAll();
  }

  /** Shows what was shown when the page was hidden. */
  #placeAsKept(): void {
    this.#isPlaced = true;
    this.#grid.node.scrollTop = this.#view.scrollPx;
    const { focusedUri } = this.#view;
    const index = focusedUri === null ? -1 : this.#pages.indexOf(focusedUri);
    if (index >= 0) this.#grid.focused = index;
    this.#selection.anchor = this.#grid.focused;
  }

  #followFocus(): void {
    if (this.#followed === null || this.#focusedTile()?.uri === this.#followed) return;
    const index = this.#pages.indexOf(this.#followed);
    if (index < 0) return;
    this.#selection.anchor = index;
    this.#grid.follow(index);
  }

  #onFailure(error: unknown): void {
    const trouble = troubleOf(error);
    if (trouble.isCancelled) return;
    // Tiles that are there stay; the sentence stands below them.
    if (this.#pages.isKnown && this.#pages.total > 0) this.#say(trouble.message, false);
    else this.#trouble = trouble;
    this.#showAll();
  }

  #onShown(first: number, last: number): void {
    this.#pages.need(first, last);
    const uris: string[] = [];
    for (let index = first; index <= last; index++) {
      const tile = this.#pages.tileAt(index);
      if (tile) uris.push(tile.uri);
    }
    this.#thumbnails.want([...uris, ...this.#pane.wanted]);
    this.#pane.show(this.#focusedTile());
  }

  #onPictures(): void {
    this.#grid.draw();
    this.#pane.refreshPictures();
  }

  #onSelected(): void {
    this.#grid.draw();
    this.#showCounts();
    const { size } = this.#selection;
    if (size > 1) this.#announcer.announce(t('{0} selected', size));
    const tile = this.#focusedTile();
    this.#followed = tile?.uri ?? null;
    this.#pane.show(tile);
    if (this.#look.isOpen && tile) void this.#look.show(tile, this.#thumbnails.get(tile.uri));
    this.#keepSoon();
  }

  #showAll(): void {
    this.#top.show(this.#view, this.#state);
    this.#chips.show(this.#view, this.#pages.counts, this.#state);
    this.#notice.show(this.#state, this.#view);
    this.#showCounts();
    this.#pane.node.hidden = !this.#view.hasPane || this.#pages.total === 0;
    this.#pane.show(this.#focusedTile());
    const message = gridMessage(
      {
        state: this.#state,
        view: this.#view,
        total: this.#pages.total,
        counts: this.#pages.counts,
        isKnown: this.#pages.isKnown,
        trouble: this.#trouble,
      },
      {
        run: (command) => this.#run(command, []),
        change: (change) => this.#change(change),
        retry: () => this.#retry(),
      },
    );
    this.#empty.hidden = message === null;
    this.#grid.node.hidden = message !== null;
    const words = message === null ? '' : message.sentence;
    if (words === this.#shownMessage) return;
    this.#shownMessage = words;
    this.#empty.replaceChildren(...(message === null ? [] : [stateMessage(message)]));
  }

  #showCounts(): void {
    const { total } = this.#pages;
    this.#bottom.show({ selected: this.#selection.size, total, canAct: total > 0 });
  }

  #retry(): void {
    this.#trouble = null;
    this.#shownMessage = '';
    this.#pages.setQuery(queryOf(this.#view));
    this.#showAll();
    void this.#readHistogram();
  }

  #refreshSoon(): void {
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = undefined;
      this.#pages.refresh();
      void this.#readHistogram();
    }, refreshMs);
  }

  async #readHistogram(): Promise<void> {
    if (this.#state.folders.length === 0) {
      this.#threshold.hide();
      return;
    }
    try {
      this.#threshold.show(await host.ask('histogram', this.#folder()));
    } catch {
      // Why is said where the results are; without counts there is nothing to draw.
      this.#threshold.hide();
    }
  }

  #folder(): { folderUri?: string } {
    return this.#view.folderUri === null ? {} : { folderUri: this.#view.folderUri };
  }

  async #chooseRange(range: readonly [number, number] | null): Promise<void> {
    if (range === null && this.#view.pRange === null) return;
    this.#change({ pRange: range, isDecided: false });
    if (range === null) this.#selection.clear();
    else await this.#selection.all();
  }

  #focusedTile(): Tile | undefined {
    return this.#pages.tileAt(this.#grid.focused);
  }

  #focusGrid(): void {
    if (!this.#grid.node.hidden) this.#grid.focus(this.#grid.focused);
  }

  #focusUri(uri: string): void {
    const index = this.#pages.indexOf(uri);
    if (index >= 0) this.#selection.moveTo(index, false);
  }

  /** What an act is about: the selection, else the focused tile. */
  #chosen(): readonly string[] {
    const uris = this.#selection.list();
    const focused = this.#focusedTile()?.uri;
    return uris.length > 0 ? uris : focused === undefined ? [] : [focused];
  }

  #act(kind: DecisionKind): void {
    const uris = this.#chosen();
    const index = this.#grid.focused;
    this.#acts.start(kind, uris, () => {
      this.#selection.clear();
      if (uris.length === 1) this.#selection.moveTo(index + 1, false);
      else this.#grid.draw();
    });
  }

  #say(sentence: string, canUndo: boolean): void {
    this.#bottom.say(sentence, canUndo);
    this.#announcer.announce(sentence);
  }

  #run(command: GalleryRequests['run']['params']['command'], uris: readonly string[]): void {
    this.#try(host.ask('run', { command, uris }));
  }

  #runOnChosen(command: 'open' | 'inspect' | 'reveal' | 'copyPath'): void {
    const uris = this.#chosen();
    if (uris.length > 0) this.#run(command, uris);
  }

  #try(asked: Promise<unknown>): void {
    asked.catch((error: unknown) => {
      const { message, hint, isCancelled } = troubleOf(error);
      if (!isCancelled) this.#say(`${message} ${hint}`, false);
    });
  }

  #preview(): void {
    const tile = this.#focusedTile();
    if (this.#look.isOpen) this.#look.close();
    else if (tile) {
      this.#announcer.announce(`${fileName(tile.uri)}. ${tile.sentence}`);
      void this.#look.show(tile, this.#thumbnails.get(tile.uri));
    }
  }

  #offerMenu(event: MouseEvent): void {
    event.preventDefault();
    const index = this.#grid.indexAt(event);
    if (index === null) return;
    const tile = this.#pages.tileAt(index);
    if (tile && !this.#selection.has(tile.uri)) this.#selection.moveTo(index, false);
    const items = tileMenu({
      act: (kind) => this.#act(kind),
      run: (command) => this.#runOnChosen(command),
      preview: () => this.#preview(),
    });
    this.#menu.open(t('Acts on the image'), items, placeOf(event), () => this.#focusGrid());
  }

  #offerExport(button: HTMLElement): void {
    const box = button.getBoundingClientRect();
    const { size } = this.#selection;
    const label = size > 1 ? t('Export {0} selected images', size) : t('Export all that are shown');
    const items = exportMenu((format) => this.#export(format, size > 1));
    const at = { xPx: box.left, yPx: box.bottom + 2 };
    this.#menu.open(label, items, at, () => button.focus());
  }

  #export(format: ExportFormat, isSelection: boolean): void {
    const uris = isSelection ? this.#selection.list() : null;
    const asked = host.ask('export', { format, uris, filter: queryOf(this.#view) });
    this.#try(
      asked.then((answer) => {
        if (answer !== null) this.#say(answer.sentence, false);
      }),
    );
  }

  async #walk(step: 1 | -1): Promise<void> {
    const index = await nextUnusual(this.#pages, this.#grid.focused, step);
    if (index !== null) this.#selection.moveTo(index, false);
    else this.#say(step === 1 ? t('No further unusual image.') : t('None before it.'), false);
  }

  #leave(): void {
    if (this.#look.isOpen) this.#look.close();
    else if (document.activeElement === this.#top.filter) this.#focusGrid();
    else if (this.#view.pRange !== null) this.#change({ pRange: null });
    else this.#selection.clear();
  }

  #press(event: KeyboardEvent): void {
    if (document.querySelector(':popover-open') !== null) return;
    const command = galleryCommand(event);
    if (command === null) {
      this.#selection.press(event);
      return;
    }
    if (event.key === ' ' && event.ctrlKey) return;
    event.preventDefault();
    this.#do(command);
  }

  #do(command: NonNullable<ReturnType<typeof galleryCommand>>): void {
    const commands: Readonly<Record<typeof command, () => void>> = {
      preview: () => this.#preview(),
      inspect: () => this.#runOnChosen('inspect'),
      open: () => this.#runOnChosen('open'),
      quarantine: () => this.#act('quarantine'),
      relabel: () => this.#act('relabel'),
      fine: () => this.#act('fine'),
      trash: () => this.#act('trash'),
      undo: () => void this.#acts.undo(),
      next: () => this.#try(this.#walk(1)),
      previous: () => this.#try(this.#walk(-1)),
      filter: () => this.#top.filter.select(),
      threshold: () => this.#threshold.plot.line.focus(),
      keys: () => this.#keys.showPopover(),
      selectAll: () => this.#try(this.#selection.all()),
      leave: () => this.#leave(),
    };
    commands[command]();
  }

  #keepSoon(): void {
    this.#keeping ??= setTimeout(() => {
      this.#keeping = undefined;
      const focusedUri = this.#focusedTile()?.uri ?? null;
      host.keep({ ...this.#view, focusedUri, scrollPx: this.#grid.node.scrollTop });
    }, 250);
  }
}

startPage({
  ready: () => host.ask('ready', null),
  build: (start) => new Gallery(start),
  hear: (listener) => {
    onEvent = listener;
  },
});
