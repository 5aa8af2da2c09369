import type { Tile } from '../../server/protocol/lsp.ts';
import { pValue } from '../../server/protocol/number-words.ts';
import { element, icon } from '../shared/element.ts';
import { decisionRibbon, gradeMark, gradeWord } from '../shared/grade-mark.ts';
import { t } from '../shared/texts.ts';
import type { Thumbnail } from '../shared/thumbnail-store.ts';

export interface CellState {
  readonly tile: Tile | undefined;
  readonly thumbnail: Thumbnail;
  readonly isSelected: boolean;
  readonly isFocused: boolean;
}

/** One tile of the grid: made once a place, changed only where its state differs. */
export class TileCell {
  readonly node: HTMLElement;
  readonly #picture = element('div', { class: 'picture' });
  readonly #signs = element('div', { class: 'signs' });
  readonly #caption = element('div', { class: 'caption' });
  readonly #heard = element('span', { class: 'heard-only' }, t('Loading'));
  #drawn = '';
  #thumbnail: Thumbnail;

  constructor(index: number, column: number) {
    const attributes = {
      class: 'tile is-waiting',
      role: 'gridcell',
      tabindex: '-1',
      'aria-colindex': column + 1,
      'data-index': index,
    };
    const frame = element('div', { class: 'frame' }, this.#picture, this.#signs);
    this.node = element('div', attributes, frame, this.#caption, this.#heard);
  }

  update({ tile, thumbnail, isSelected, isFocused }: CellState): void {
    this.node.setAttribute('aria-selected', String(isSelected));
    this.node.tabIndex = isFocused ? 0 : -1;
    if (tile === undefined) return;
    const { uri, grade, decision, p } = tile;
    const drawn = JSON.stringify([uri, grade, decision, p, tile.class, tile.sentence]);
    if (drawn !== this.#drawn) this.#drawTile(tile);
    this.#drawn = drawn;
    if (thumbnail !== this.#thumbnail) this.#drawPicture(thumbnail);
    this.#thumbnail = thumbnail;
  }

  #drawTile(tile: Tile): void {
    this.node.classList.remove('is-waiting');
    this.#heard.textContent = tile.sentence;
    this.node.title = `${tile.relativePath}\n${tile.sentence}\n${tile.technical}`;
    this.#signs.replaceChildren(gradeMark(tile.grade));
    if (tile.decision !== null) this.#signs.append(decisionRibbon(tile.decision));
    this.#caption.replaceChildren(
      element('bdi', { class: 'name', dir: 'auto' }, nameOf(tile)),
      element('span', { class: 'detail' }, detailOf(tile)),
    );
  }

  #drawPicture(thumbnail: Thumbnail): void {
    if (thumbnail === undefined) this.#picture.replaceChildren();
    else if (thumbnail === null) {
      this.#picture.replaceChildren(element('span', { class: 'no-picture' }, icon('file-media')));
    } else {
      const attributes = { src: thumbnail, alt: '', draggable: 'false', decoding: 'async' };
      this.#picture.replaceChildren(element('img', attributes));
    }
  }
}

export function nameOf(tile: Tile): string {
  return tile.relativePath.split('/').at(-1) ?? tile.relativePath;
}

function detailOf(tile: Tile): string {
  if (tile.p === null) return gradeWord(tile.grade);
  return tile.class === null ? `p ${pValue(tile.p)}` : `${tile.class} · p ${pValue(tile.p)}`;
}
