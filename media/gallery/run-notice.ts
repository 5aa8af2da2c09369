import type { ScoredFolder, WorkspaceState } from '../../server/protocol/lsp.ts';
import { counted, thousands } from '../../server/protocol/number-words.ts';
import { element, icon } from '../shared/element.ts';
import { t } from '../shared/texts.ts';
import type { View } from './kept-view.ts';
import { countOf } from './top-bar.ts';

export interface RunNoticeOn {
  readonly cancel: () => void;
  readonly score: (uris: readonly string[]) => void;
}

/** A thin bar while a run goes on; afterwards, what it left undone and how to go on. */
export class RunNotice {
  readonly node: HTMLElement = element('div', { class: 'run-notice', hidden: true });
  readonly #on: RunNoticeOn;
  #key = '';
  #fill: HTMLElement | null = null;
  #words: HTMLElement | null = null;

  constructor(on: RunNoticeOn) {
    this.#on = on;
  }

  show(state: WorkspaceState, view: View): void {
    if (state.running !== null) {
      this.#showRun(state.running);
      return;
    }
    const shown = state.folders.filter(
      ({ uri }) => view.folderUri === null || uri === view.folderUri,
    );
    const partial = shown.filter(({ isPartial }) => isPartial);
    const stale = shown.filter(({ isStale }) => isStale);
    const key = JSON.stringify([partial, stale]);
    if (key === this.#key) return;
    this.#key = key;
    this.#fill = null;
    this.node.hidden = partial.length + stale.length === 0;
    if (partial.length > 0) {
      const count = partial.reduce((sum, folder) => sum + countOf(folder), 0);
      const images = counted(count, 'image');
      const words = t('The run was cancelled: {0} scored so far.', images);
      this.#showStrip('debug-pause', words, t('Continue'), partial);
    } else if (stale.length > 0) {
      this.#showStrip('history', t('Files have changed since.'), t('Rescore'), stale);
    }
  }

  #showStrip(sign: string, words: string, label: string, folders: readonly ScoredFolder[]): void {
    const go = (): void => this.#on.score(folders.map(({ uri }) => uri));
    this.node.replaceChildren(
      icon(sign),
      element('span', {}, words),
      element('button', { type: 'button', class: 'link', click: go }, label),
    );
  }

  #showRun({ done, total }: NonNullable<WorkspaceState['running']>): void {
    this.node.hidden = false;
    if (this.#fill === null || this.#words === null) {
      this.#key = '';
      this.#fill = element('span', { class: 'progress-fill' });
      this.#words = element('span', {});
      const bar = { class: 'progress', role: 'progressbar', 'aria-label': t('Scoring') };
      this.node.replaceChildren(
        element('span', bar, this.#fill),
        this.#words,
        element('button', { type: 'button', class: 'link', click: this.#on.cancel }, t('Cancel')),
      );
    }
    const bar = this.#fill.parentElement;
    bar?.classList.toggle('is-endless', total === null);
    if (total !== null && total > 0) {
      this.#fill.style.width = `${(100 * done) / total}%`;
      bar?.setAttribute('aria-valuenow', String(Math.round((100 * done) / total)));
    } else bar?.removeAttribute('aria-valuenow');
    this.#words.textContent =
      total === null
        ? t('{0} scored so far', thousands(done))
        : t('{0} of {1} scored', thousands(done), thousands(total));
  }
}
