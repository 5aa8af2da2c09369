import type { DecisionKind } from '../../server/protocol/lsp.ts';
import { element, icon, keyHint } from './element.ts';
import { t } from './texts.ts';

/** The buttons of the four decisions, with their keys. */
export function actButtons(act: (kind: DecisionKind) => void): HTMLButtonElement[] {
  const choices: readonly {
    readonly kind: DecisionKind;
    readonly label: string;
    readonly sign: string;
    readonly key: string;
    readonly shortcut: string;
  }[] = [
    { kind: 'quarantine', label: t('Quarantine'), sign: 'archive', key: 'Q', shortcut: 'Q' },
    { kind: 'fine', label: t('Fine'), sign: 'check', key: 'F', shortcut: 'F' },
    { kind: 'relabel', label: t('Relabel…'), sign: 'tag', key: 'R', shortcut: 'R' },
    { kind: 'trash', label: t('Trash'), sign: 'trash', key: 'Del', shortcut: 'Delete' },
  ];
  return choices.map(({ kind, label, sign, key, shortcut }, index) =>
    element(
      'button',
      {
        type: 'button',
        class: index === 0 ? 'act' : 'act second',
        'aria-keyshortcuts': shortcut,
        title: label,
        click: () => act(kind),
      },
      icon(sign),
      element('span', { class: 'act-label' }, label),
      keyHint(key),
    ),
  );
}
