import type { DecisionKind } from '../../server/protocol/lsp.ts';
import { thousands } from '../../server/protocol/number-words.ts';
import { actButtons } from '../shared/act-buttons.ts';
import { element, keyHint } from '../shared/element.ts';
import { t } from '../shared/texts.ts';

export interface BottomBarOn {
  readonly act: (kind: DecisionKind) => void;
  readonly undo: () => void;
  readonly keys: () => void;
}

/** How many are chosen, what can be done with them, what was done last and how to undo it. */
export class BottomBar {
  readonly node: HTMLElement;
  readonly #count = element('span', { class: 'selection-count' });
  readonly #said = element('span', { class: 'said' });
  readonly #undo: HTMLButtonElement;
  readonly #acts: readonly HTMLButtonElement[];

  constructor(on: BottomBarOn) {
    this.#undo = element(
      'button',
      { type: 'button', class: 'link', 'aria-keyshortcuts': 'U', hidden: true, click: on.undo },
      t('Undo'),
      keyHint('U'),
    );
    this.#acts = actButtons(on.act);
    const hints = [
      { key: 'N', label: t('next unusual') },
      { key: 'Space', label: t('preview') },
      { key: 'Enter', label: t('inspect') },
    ].map(({ key, label }) => element('span', { class: 'hint' }, keyHint(key), label));
    const all = element(
      'button',
      { type: 'button', class: 'quiet', 'aria-keyshortcuts': '?', click: on.keys },
      keyHint('?'),
      t('all keys'),
    );
    this.node = element(
      'footer',
      { class: 'bottom-bar' },
      this.#count,
      element('span', { class: 'act-buttons' }, ...this.#acts),
      this.#said,
      this.#undo,
      element('span', { class: 'hints' }, ...hints, all),
    );
  }

  show(state: {
    readonly selected: number;
    readonly total: number;
    readonly canAct: boolean;
  }): void {
    const { selected, total } = state;
    this.#count.textContent =
      selected > 0
        ? t('{0} of {1} selected', thousands(selected), thousands(total))
        : t('{0} shown', thousands(total));
    for (const button of this.#acts) button.disabled = !state.canAct;
  }

  say(sentence: string, canUndo: boolean): void {
    this.#said.textContent = sentence;
    this.#said.title = sentence;
    this.#undo.hidden = !canUndo;
  }
}
