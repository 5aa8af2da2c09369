import type { DecisionKind, Grade } from '../../server/protocol/lsp.ts';
import { gradeMarks } from '../../server/protocol/sentences.ts';
import { element, icon } from './element.ts';
import { t } from './texts.ts';

/** The sign of a verdict, coloured and shaped; its word is said by what stands beside it. */
export function gradeMark(grade: Grade): HTMLElement {
  return element('span', { class: `mark mark-${grade}`, 'aria-hidden': 'true' }, gradeMarks[grade]);
}

export function gradeWord(grade: Grade): string {
  // Named one by one, so that translators get them.
  const words: Readonly<Record<Grade, string>> = {
    ordinary: t('Ordinary'),
    unusual: t('Unusual'),
    'very-unusual': t('Very unusual'),
    unreadable: t("Can't read"),
  };
  return words[grade];
}

export const grades: readonly Grade[] = ['very-unusual', 'unusual', 'ordinary', 'unreadable'];

export function decisionWord(kind: DecisionKind): string {
  const words: Readonly<Record<DecisionKind, string>> = {
    quarantine: t('quarantined'),
    trash: t('in the trash'),
    relabel: t('relabelled'),
    fine: t('fine'),
  };
  return words[kind];
}

const decisionIcons: Readonly<Record<DecisionKind, string>> = {
  quarantine: 'archive',
  trash: 'trash',
  relabel: 'tag',
  fine: 'check',
};

/** The ribbon of an image that was acted upon. */
export function decisionRibbon(kind: DecisionKind): HTMLElement {
  return element('span', { class: 'ribbon' }, icon(decisionIcons[kind]), decisionWord(kind));
}
