import { element } from './element.ts';
import { t } from './texts.ts';

export interface RelabelBox {
  readonly node: HTMLElement;
  /** Asks for a class name; what `onChosen` is told is one of `classes` or a new name. */
  open(what: string, classes: readonly string[], onChosen: (name: string) => void): void;
}

/** Asks for the class that an image belongs to: type to narrow, Enter to take. */
export function createRelabelBox(onClosed: () => void): RelabelBox {
  const label = element('label', { for: 'relabel-name' });
  const choices = element('datalist', { id: 'relabel-classes' });
  const field = element('input', {
    id: 'relabel-name',
    type: 'text',
    list: 'relabel-classes',
    dir: 'auto',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: t('Class name'),
  });
  const apply = element('button', { type: 'submit' }, t('Relabel'));
  const form = element('form', {}, label, field, choices, apply);
  const node = element(
    'div',
    { class: 'overlay relabel', popover: 'auto', role: 'dialog', 'aria-label': t('Relabel') },
    form,
  );
  let chosen: (name: string) => void = () => {};
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const name = field.value.trim();
    if (name === '') return;
    node.hidePopover();
    chosen(name);
  });
  node.addEventListener('toggle', () => {
    if (node.matches(':popover-open')) field.focus();
    else onClosed();
  });
  return {
    node,
    open(what, classes, onChosen) {
      label.textContent = what;
      choices.replaceChildren(...classes.map((name) => element('option', { value: name })));
      field.value = '';
      chosen = onChosen;
      node.showPopover();
    },
  };
}
