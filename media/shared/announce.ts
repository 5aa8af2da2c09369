import { element } from './element.ts';

/** Says a sentence to screen readers, without moving the focus. */
export type Announce = (sentence: string) => void;

export function createAnnouncer(): { readonly node: HTMLElement; readonly announce: Announce } {
  const node = element('div', { class: 'heard-only', role: 'status', 'aria-live': 'polite' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    node,
    announce(sentence) {
      // A region that is emptied first is read again even where the sentence is the same; the
      // pause lets a burst of moves end in one sentence.
      clearTimeout(timer);
      node.textContent = '';
      timer = setTimeout(() => {
        node.textContent = sentence;
      }, 120);
    },
  };
}
