import type { ScoredFolder, WorkspaceState } from '../../server/protocol/lsp.ts';
import { counted, duration } from '../../server/protocol/number-words.ts';
import { fileName } from '../shared/acts.ts';
import { element, icon, keyHint } from '../shared/element.ts';
import { t } from '../shared/texts.ts';
import type { View } from './kept-view.ts';
import { sortChoices } from './view-choices.ts';

export interface TopBarOn {
  readonly change: (change: Partial<View>) => void;
  readonly resize: (tilePx: number) => void;
  readonly export: (button: HTMLElement) => void;
}

/** Folder, text filter, order, groups, tile size, export and side pane. */
export class TopBar {
  readonly node: HTMLElement;
  readonly filter: HTMLInputElement;
  readonly #on: TopBarOn;
  readonly #place = element('div', { class: 'crumbs' });
  readonly #sort = element('select', { 'aria-label': t('Order') });
  readonly #size: HTMLInputElement;
  readonly #group: HTMLButtonElement;
  readonly #pane: HTMLButtonElement;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #placeKey = '';

  constructor(view: View, on: TopBarOn) {
    this.#on = on;
    this.filter = this.#makeFilter(view);
    this.#size = element('input', {
      type: 'range',
      min: 72,
      max: 288,
      step: 12,
      value: view.tilePx,
      'aria-label': t('Thumbnail size'),
      title: t('Thumbnail size'),
    });
    this.#size.addEventListener('input', () => on.resize(this.#size.valueAsNumber));
    this.#group = this.#toggle('list-tree', t('Group by folder'), () => ({
      isGrouped: this.#group.getAttribute('aria-pressed') !== 'true',
    }));
    this.#pane = this.#toggle('layout-sidebar-right', t('Details beside the images'), () => ({
      hasPane: this.#pane.getAttribute('aria-pressed') !== 'true',
    }));
    this.#fillSort();
    const exporting = element(
      'button',
      { type: 'button', class: 'second', 'aria-haspopup': 'menu' },
      t('Export…'),
    );
    exporting.addEventListener('click', () => on.export(exporting));
    this.node = element(
      'header',
      { class: 'top-bar' },
      this.#place,
      element(
        'div',
        { class: 'tools' },
        element('div', { class: 'filter-box' }, icon('search'), this.filter, keyHint('/')),
        this.#sort,
        this.#group,
        element('span', { class: 'size' }, icon('file-media'), this.#size),
        exporting,
        this.#pane,
      ),
    );
  }

  show(view: View, state: WorkspaceState): void {
    if (document.activeElement !== this.filter) this.filter.value = view.text;
    this.#sort.value = `${view.sort} ${view.isDescending}`;
    this.#group.setAttribute('aria-pressed', String(view.isGrouped));
    this.#pane.setAttribute('aria-pressed', String(view.hasPane));
    this.#showPlace(view, state);
  }

  #makeFilter(view: View): HTMLInputElement {
    const filter = element('input', {
      type: 'search',
      dir: 'auto',
      value: view.text,
      placeholder: t('Filter: name, class, text'),
      'aria-label': t('Filter'),
      'aria-keyshortcuts': '/',
      spellcheck: 'false',
    });
    filter.addEventListener('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#on.change({ text: filter.value.trim() }), 150);
    });
    return filter;
  }

  #toggle(sign: string, label: string, change: () => Partial<View>): HTMLButtonElement {
    return element(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'aria-label': label,
        title: label,
        click: () => this.#on.change(change()),
      },
      icon(sign),
    );
  }

  #fillSort(): void {
    const choices = sortChoices();
    this.#sort.append(
      ...choices.map(({ label, sort, isDescending }) =>
        element('option', { value: `${sort} ${isDescending}` }, label),
      ),
    );
    this.#sort.addEventListener('change', () => {
      const choice = choices[this.#sort.selectedIndex];
      if (choice) this.#on.change({ sort: choice.sort, isDescending: choice.isDescending });
    });
  }

  #showPlace(view: View, state: WorkspaceState): void {
    const key = JSON.stringify([view.folderUri, state.folders]);
    if (key === this.#placeKey) return;
    this.#placeKey = key;
    const folder = state.folders.find(({ uri }) => uri === view.folderUri);
    const name = element('h1', { class: 'folder-name' });
    if (state.folders.length > 1) name.append(this.#folderChoice(view, state.folders));
    else {
      const only = folder ?? state.folders[0];
      name.append(element('bdi', { dir: 'auto' }, only ? fileName(only.uri) : t('Images')));
    }
    this.#place.replaceChildren(name);
    const shown = folder ?? (state.folders.length === 1 ? state.folders[0] : undefined);
    if (shown) {
      const device = state.detector.detector?.device;
      const words = [counted(countOf(shown), 'image'), scoredWhen(shown)];
      if (device) words.push(t('on {0}', device));
      const path = decodeURI(shown.uri.replace(/^file:\/\//, ''));
      this.#place.append(element('span', { class: 'detail', title: path }, words.join(' · ')));
    }
  }

  #folderChoice(view: View, folders: readonly ScoredFolder[]): HTMLElement {
    const all = element('option', { value: '' }, t('All folders'));
    const options = folders.map(({ uri }) => element('option', { value: uri }, fileName(uri)));
    const choice = element('select', { class: 'bare', 'aria-label': t('Folder') }, all, ...options);
    choice.value = view.folderUri ?? '';
    choice.addEventListener('change', () => {
      this.#on.change({ folderUri: choice.value === '' ? null : choice.value, pRange: null });
    });
    return choice;
  }
}

export function countOf({ counts }: ScoredFolder): number {
  return counts.veryUnusual + counts.unusual + counts.ordinary + counts.unreadable;
}

function scoredWhen({ scoredMs }: ScoredFolder): string {
  const seconds = Math.max(0, (Date.now() - scoredMs) / 1000);
  if (seconds < 60) return t('scored just now');
  if (seconds < 86_400) {
    const whole =
      seconds < 3600 ? Math.floor(seconds / 60) * 60 : Math.floor(seconds / 3600) * 3600;
    return t('scored {0} ago', duration(whole));
  }
  return t('scored on {0}', new Date(scoredMs).toLocaleDateString());
}
