import { element, icon } from './element.ts';

export interface StateMessage {
  readonly icon: string;
  readonly sentence: string;
  readonly hint?: string;
  readonly acts: readonly { readonly label: string; readonly run: () => void }[];
  readonly isError?: boolean;
}

/** What stands where results would: a sentence, the next step, and a button that takes it. */
export function stateMessage(message: StateMessage): HTMLElement {
  const buttons = message.acts.map(({ label, run }, index) =>
    element('button', { type: 'button', class: index === 0 ? '' : 'second', click: run }, label),
  );
  const sign = icon(message.icon);
  if (message.isError === true) sign.classList.add('is-error');
  return element(
    'div',
    { class: 'state-message', role: message.isError === true ? 'alert' : null },
    sign,
    element('p', { class: 'sentence' }, message.sentence),
    element('p', { class: 'hint' }, message.hint ?? ''),
    element('div', { class: 'acts' }, ...buttons),
  );
}
