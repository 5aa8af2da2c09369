import type { NeighbourTile } from '../../server/protocol/lsp.ts';
import { distance } from '../../server/protocol/number-words.ts';
import { element, icon, nameText } from './element.ts';
import { t } from './texts.ts';
import type { ThumbnailStore } from './thumbnail-store.ts';

export interface NeighbourStrip {
  readonly node: HTMLElement;
  /** Draws the pictures that have come. */
  readonly refresh: () => void;
}

/** The nearest training images in a row, each with class and distance; a click opens it. */
export function neighbourStrip(
  neighbours: readonly NeighbourTile[],
  thumbnails: ThumbnailStore,
  open: (uri: string) => void,
): NeighbourStrip {
  const pictures = neighbours.map(() => element('span', { class: 'picture' }));
  const buttons = neighbours.map((neighbour, index) => {
    const { uri, path, class: name } = neighbour;
    const words = `${path}: ${t('distance {0}', distance(neighbour.distance))}`;
    return element(
      'li',
      {},
      element(
        'button',
        {
          type: 'button',
          class: 'neighbour',
          title: words,
          click: () => open(uri),
        },
        pictures[index] ?? '',
        nameText(name, 'name'),
        element('span', { class: 'value' }, distance(neighbour.distance)),
      ),
    );
  });
  const refresh = (): void => {
    pictures.forEach((picture, index) => {
      const thumbnail = thumbnails.get(neighbours[index]?.uri ?? '');
      if (picture.childElementCount > 0 || thumbnail === undefined) return;
      picture.append(
        thumbnail === null ? icon('file-media') : element('img', { src: thumbnail, alt: '' }),
      );
    });
  };
  refresh();
  return { node: element('ul', { class: 'neighbours' }, ...buttons), refresh };
}
