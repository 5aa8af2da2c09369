import type { Tile } from '../../server/protocol/lsp.ts';
import { element, keyHint } from '../shared/element.ts';
import { gradeMark } from '../shared/grade-mark.ts';
import { PictureLoader } from '../shared/picture-loader.ts';
import { t } from '../shared/texts.ts';
import type { Thumbnail } from '../shared/thumbnail-store.ts';

/** The focused picture, large, over the grid; the grid keeps the keys. */
export class QuickLook {
  readonly node: HTMLElement;
  readonly #loader: PictureLoader;
  readonly #picture = element('div', { class: 'look-picture' });
  readonly #caption = element('div', { class: 'look-caption' });

  constructor(ask: (uri: string) => Promise<{ bytes: ArrayBuffer; type: string }>) {
    this.#loader = new PictureLoader(ask);
    this.node = element(
      'div',
      { class: 'quick-look', role: 'region', 'aria-label': t('Preview'), hidden: true },
      this.#picture,
      this.#caption,
    );
    this.node.addEventListener('click', () => this.close());
  }

  get isOpen(): boolean {
    return !this.node.hidden;
  }

  close(): void {
    this.node.hidden = true;
    this.#picture.replaceChildren();
  }

  /** Shows the small picture at once and the whole one when it has come. */
  async show(tile: Tile, thumbnail: Thumbnail): Promise<void> {
    this.node.hidden = false;
    this.#caption.replaceChildren(
      element('bdi', { class: 'name', dir: 'auto' }, tile.relativePath),
      element('p', {}, gradeMark(tile.grade), element('span', {}, tile.sentence)),
      element('p', { class: 'detail' }, `${t('Close')} `, keyHint('Space')),
    );
    this.#picture.replaceChildren(...(thumbnail ? [this.#image(thumbnail, tile)] : []));
    try {
      const address = await this.#loader.load(tile.uri);
      if (address === null || !this.isOpen) return;
      const image = this.#image(address, tile);
      await image.decode();
      this.#picture.replaceChildren(image);
    } catch {
      if (thumbnail) return;
      this.#picture.replaceChildren(element('p', {}, t('This picture cannot be shown.')));
    }
  }

  #image(src: string, tile: Tile): HTMLImageElement {
    return element('img', { src, alt: tile.relativePath });
  }
}
