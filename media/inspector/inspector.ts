/** The inspector page: one image, why it got its verdict, and what to do with it. */
import type { DecisionKind, WorkspaceState } from '../../server/protocol/lsp.ts';
import type { HostEvent, InspectorRequests, PageStart } from '../../server/protocol/view.ts';
import { Acts, fileName } from '../shared/acts.ts';
import { createAnnouncer } from '../shared/announce.ts';
import { element, nameText } from '../shared/element.ts';
import { Explanation } from '../shared/explanation.ts';
import { connectHost, troubleOf } from '../shared/host.ts';
import { createKeysOverlay, type KeyLine } from '../shared/keys-overlay.ts';
import { PictureLoader } from '../shared/picture-loader.ts';
import { createRelabelBox } from '../shared/relabel-box.ts';
import { startPage } from '../shared/start-page.ts';
import { stateMessage } from '../shared/state-message.ts';
import { t } from '../shared/texts.ts';
import { ThumbnailStore } from '../shared/thumbnail-store.ts';
import { type InspectorOn, type ToolBar, toolBar, topBar } from './inspector-bars.ts';
import { PictureView } from './picture-view.ts';

let onEvent: (event: HostEvent) => void = () => {};
const host = connectHost<InspectorRequests>((event) => onEvent(event));

class Inspector {
  #state: WorkspaceState;
  #uri: string | null = null;
  #heat: 'off' | 'working' | 'on' = 'off';
  readonly #announcer = createAnnouncer();
  readonly #thumbnails = new ThumbnailStore(
    (uris, sizePx) => host.ask('thumbnails', { uris, sizePx }),
    () => this.#explanation.refreshPictures(),
  );
  readonly #explanation = new Explanation({
    thumbnails: this.#thumbnails,
    open: (uri) => this.#try(host.ask('run', { command: 'open', uris: [uri] })),
    undo: (id) => void this.#acts.undo([id]),
    thresholdP: () => this.#state.detector.detector?.threshold.p ?? null,
  });
  readonly #relabelBox = createRelabelBox(() => this.#picture.node.focus());
  readonly #keys = createKeysOverlay(keyLines());
  readonly #loader = new PictureLoader((uri) => host.ask('picture', { uri }));
  readonly #picture = new PictureView((percent) => this.#tools.setZoom(percent));
  readonly #pictureTrouble = element('div', { class: 'picture-trouble', hidden: true });
  readonly #trouble = element('div', { class: 'trouble' });
  readonly #acts = new Acts({
    host,
    relabelBox: this.#relabelBox,
    classes: () => this.#state.detector.detector?.classes ?? [],
    onDone: (sentence, answer, isUndo) => {
      this.#say(sentence, answer !== null && !isUndo && answer.decisions.length > 0);
      void this.#explain();
    },
  });
  readonly #on: InspectorOn = {
    step: (step) => this.#try(this.#step(step)),
    act: (kind) => this.#act(kind),
    undo: () => void this.#acts.undo(),
    keys: () => this.#keys.showPopover(),
    heat: () => this.#try(this.#toggleHeat()),
    opacity: (share) => this.#picture.setHeatOpacity(share),
    zoom: (direction) => this.#picture.zoomBy(direction),
    fit: () => this.#picture.fit(),
    actual: () => this.#picture.actual(),
  };
  readonly #tools: ToolBar = toolBar(this.#on);
  readonly #top = topBar(this.#on);

  constructor(start: PageStart) {
    this.#state = start.state;
    const stage = element('div', { class: 'stage' }, this.#picture.node, this.#pictureTrouble);
    const words = element(
      'section',
      { class: 'words', tabindex: '0', 'aria-label': t('Why') },
      this.#trouble,
      this.#explanation.node,
    );
    document.body.append(
      this.#top.node,
      element('main', { class: 'inspector' }, stage, words),
      this.#tools.node,
      this.#announcer.node,
      this.#relabelBox.node,
      this.#keys,
    );
    document.addEventListener('keydown', (event) => this.#press(event));
    const { uri } = (host.kept ?? {}) as { uri?: unknown };
    if (typeof uri === 'string') this.#show(uri);
  }

  handle(event: HostEvent): void {
    if (event.kind === 'show') this.#show(event.uri);
    else if (event.kind === 'changed') {
      this.#state = event.state;
      void this.#explain();
    }
  }

  #show(uri: string): void {
    this.#uri = uri;
    host.keep({ uri });
    this.#setHeat('off');
    this.#picture.hideHeat();
    this.#top.name.replaceChildren(nameText(fileName(uri), 'name'));
    void this.#draw(uri);
    void this.#explain(true);
  }

  async #draw(uri: string): Promise<void> {
    try {
      const address = await this.#loader.load(uri);
      if (address === null) return;
      this.#pictureTrouble.hidden = true;
      this.#picture.node.hidden = false;
      this.#picture.show(address, fileName(uri));
    } catch (error) {
      if (uri !== this.#uri) return;
      const { message, hint } = troubleOf(error);
      this.#picture.node.hidden = true;
      this.#pictureTrouble.hidden = false;
      const acts = [{ label: t('Try again'), run: () => this.#show(uri) }];
      const words = { icon: 'error', sentence: message, hint, acts, isError: true };
      this.#pictureTrouble.replaceChildren(stateMessage(words));
    }
  }

  async #explain(isNew = false): Promise<void> {
    const uri = this.#uri;
    if (uri === null) return;
    try {
      const answer = await host.ask('explain', { uri });
      if (uri !== this.#uri) return;
      this.#trouble.replaceChildren();
      this.#explanation.show(answer);
      this.#thumbnails.want(Explanation.uris(answer));
      if (isNew) this.#announcer.announce(`${fileName(uri)}. ${answer.tile.sentence}`);
    } catch (error) {
      if (uri !== this.#uri) return;
      const { message, hint } = troubleOf(error);
      this.#explanation.node.replaceChildren();
      const acts = [
        { label: t('Try again'), run: () => void this.#explain() },
        {
          label: t('Show log'),
          run: () => this.#try(host.ask('run', { command: 'showLog', uris: [] })),
        },
      ];
      const words = { icon: 'error', sentence: message, hint, acts, isError: true };
      this.#trouble.replaceChildren(stateMessage(words));
    }
  }

  async #step(step: 1 | -1): Promise<void> {
    const uri = this.#uri;
    if (uri === null) return;
    const next = await host.ask('next', { uri, step });
    if (uri !== this.#uri) return;
    if (next !== null) this.#show(next.uri);
    else this.#say(step === 1 ? t('No further unusual image.') : t('None before it.'), false);
  }

  #act(kind: DecisionKind): void {
    const uri = this.#uri;
    if (uri === null) return;
    this.#acts.start(kind, [uri], () => this.#on.step(1));
  }

  async #toggleHeat(): Promise<void> {
    const uri = this.#uri;
    if (uri === null || this.#heat === 'working') return;
    if (this.#heat === 'on') {
      this.#setHeat('off');
      this.#picture.hideHeat();
      return;
    }
    this.#setHeat('working');
    try {
      const answer = await host.ask('heatmap', { uri });
      if (uri !== this.#uri) return;
      this.#picture.showHeat(answer, this.#tools.opacity());
      this.#setHeat('on');
      this.#announcer.announce(t('The heat map is shown.'));
    } catch (error) {
      if (uri === this.#uri) this.#setHeat('off');
      throw error;
    }
  }

  #setHeat(state: 'off' | 'working' | 'on'): void {
    this.#heat = state;
    this.#tools.setHeat(state);
  }

  #say(sentence: string, canUndo: boolean): void {
    this.#tools.say(sentence, canUndo);
    this.#announcer.announce(sentence);
  }

  #try(asked: Promise<unknown>): void {
    asked.catch((error: unknown) => {
      const { message, hint, isCancelled } = troubleOf(error);
      if (!isCancelled) this.#say(`${message} ${hint}`, false);
    });
  }

  #press(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (document.querySelector(':popover-open') !== null) return;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches('input')) return;
    const on = this.#on;
    const keys: Readonly<Record<string, () => void>> = {
      n: () => on.step(1),
      p: () => on.step(-1),
      q: () => on.act('quarantine'),
      f: () => on.act('fine'),
      r: () => on.act('relabel'),
      delete: () => on.act('trash'),
      u: on.undo,
      h: on.heat,
      o: () => this.#try(host.ask('run', { command: 'open', uris: [this.#uri ?? ''] })),
      '+': () => on.zoom(1),
      '=': () => on.zoom(1),
      '-': () => on.zoom(-1),
      '0': on.fit,
      '1': on.actual,
      '?': on.keys,
    };
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [40, 0],
      ArrowRight: [-40, 0],
      ArrowUp: [0, 40],
      ArrowDown: [0, -40],
    };
    const move = moves[event.key];
    const isOnPicture = target === this.#picture.node || target === document.body;
    const run = keys[event.key.toLowerCase()];
    if (move !== undefined && isOnPicture) this.#picture.moveBy(...move);
    else if (run !== undefined) run();
    else return;
    event.preventDefault();
  }
}

function keyLines(): readonly KeyLine[] {
  return [
    { keys: ['N'], meaning: t('Next unusual image') },
    { keys: ['P'], meaning: t('Previous unusual image') },
    { keys: ['Q'], meaning: t('Quarantine') },
    { keys: ['F'], meaning: t('Mark as fine') },
    { keys: ['R'], meaning: t('Relabel') },
    { keys: ['Delete'], meaning: t('Move to the trash and go on to the next') },
    { keys: ['U'], meaning: t('Undo the last act') },
    { keys: ['H'], meaning: t('Heat map: where is it strange?') },
    { keys: ['O'], meaning: t('Open in the image preview') },
    { keys: ['+', '-'], meaning: t('Zoom') },
    { keys: ['0', '1'], meaning: t('Fit; one to one') },
    { keys: ['←', '↑', '↓', '→'], meaning: t('Move the picture') },
  ];
}

startPage({
  ready: () => host.ask('ready', null),
  build: (start) => new Inspector(start),
  hear: (listener) => {
    onEvent = listener;
  },
});
