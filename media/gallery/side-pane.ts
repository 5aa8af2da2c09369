import type { ExplainAnswer, Tile } from '../../server/protocol/lsp.ts';
import { element, icon, nameText } from '../shared/element.ts';
import { Explanation, type ExplanationOptions } from '../shared/explanation.ts';
import { troubleOf } from '../shared/host.ts';
import { t } from '../shared/texts.ts';
import { nameOf } from './tile-cell.ts';

export interface SidePaneOptions extends ExplanationOptions {
  readonly explain: (uri: string) => Promise<ExplainAnswer>;
  /** Asks for small pictures beside those of the grid. */
  readonly onWanted: () => void;
}

/** Waits until a held arrow key comes to rest before it explains. */
const restMs = 140;

/** The inspector of the focused tile, beside the grid. */
export class SidePane {
  readonly node: HTMLElement;
  wanted: readonly string[] = [];
  readonly #options: SidePaneOptions;
  readonly #explanation: Explanation;
  readonly #picture = element('div', { class: 'pane-picture' });
  readonly #title = element('h2', { class: 'pane-title' });
  readonly #trouble = element('p', { class: 'detail' });
  #uri: string | null = null;
  #key = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SidePaneOptions) {
    this.#options = options;
    this.#explanation = new Explanation(options);
    this.node = element(
      'aside',
      { class: 'side-pane', 'aria-label': t('Details'), tabindex: '0' },
      this.#picture,
      this.#title,
      this.#trouble,
      this.#explanation.node,
    );
  }

  show(tile: Tile | undefined): void {
    const key = tile === undefined ? '' : `${tile.uri} ${tile.grade} ${tile.decision} ${tile.p}`;
    if (this.node.hidden || key === this.#key) return;
    this.#key = key;
    clearTimeout(this.#timer);
    this.#uri = tile?.uri ?? null;
    this.wanted = [];
    if (tile === undefined) {
      this.#picture.replaceChildren();
      this.#explanation.node.replaceChildren();
      this.#title.replaceChildren();
      this.#trouble.textContent = t('Choose an image to see why it got its verdict.');
      return;
    }
    this.#trouble.textContent = '';
    this.#title.replaceChildren(nameText(nameOf(tile), 'name'));
    this.refreshPictures();
    this.#timer = setTimeout(() => void this.#explain(tile.uri), restMs);
  }

  refreshPictures(): void {
    const thumbnail = this.#uri === null ? undefined : this.#options.thumbnails.get(this.#uri);
    if (thumbnail === null) this.#picture.replaceChildren(icon('file-media'));
    else if (thumbnail !== undefined) {
      const shown = this.#picture.querySelector('img');
      if (shown?.src !== thumbnail) {
        this.#picture.replaceChildren(element('img', { src: thumbnail, alt: '' }));
      }
    }
    this.#explanation.refreshPictures();
  }

  async #explain(uri: string): Promise<void> {
    try {
      const answer = await this.#options.explain(uri);
      if (uri !== this.#uri) return;
      this.wanted = Explanation.uris(answer);
      this.#explanation.show(answer);
      this.#options.onWanted();
    } catch (error) {
      if (uri !== this.#uri) return;
      const { message, hint } = troubleOf(error);
      this.#explanation.node.replaceChildren();
      this.#trouble.textContent = `${message} ${hint}`;
    }
  }
}
