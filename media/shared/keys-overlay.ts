import { element, keyHint } from './element.ts';
import { t } from './texts.ts';

export interface KeyLine {
  readonly keys: readonly string[];
  readonly meaning: string;
}

/** The list of keys, over the page until Escape, a click elsewhere or its own key closes it. */
export function createKeysOverlay(lines: readonly KeyLine[]): HTMLElement {
  const list = element('dl', {});
  for (const { keys, meaning } of lines) {
    const hints = keys.map((key) => {
      const hint = keyHint(key);
      hint.removeAttribute('aria-hidden');
      return hint;
    });
    list.append(element('div', {}, element('dt', {}, ...hints), element('dd', {}, meaning)));
  }
  const close = element('button', { class: 'quiet', type: 'button' }, t('Close'), keyHint('Esc'));
  const heading = element('h2', { id: 'keys-heading' }, t('Keys'));
  const overlay = element(
    'div',
    { class: 'overlay keys', popover: 'auto', role: 'dialog', 'aria-labelledby': 'keys-heading' },
    element('header', {}, heading, close),
    list,
  );
  close.addEventListener('click', () => overlay.hidePopover());
  overlay.addEventListener('toggle', () => {
    if (overlay.matches(':popover-open')) close.focus();
  });
  overlay.addEventListener('keydown', (event) => {
    if (event.key !== '?') return;
    event.stopPropagation();
    overlay.hidePopover();
  });
  return overlay;
}
