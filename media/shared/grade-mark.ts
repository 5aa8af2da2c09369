import type { DecisionKind, Grade } from '../../server/protocol/lsp.ts';
import { gradeMarks, gradeWords } from '../../server/protocol/sentences.ts';
import { element, icon } from './element.ts';
import { t } from './texts.ts';

/** The sign of a verdict, coloured and shaped; its word is said by what stands beside it. */
export function gradeMark(grade: Grade): HTMLElement {
  return element('span', { class: `mark mark-${grade}`, 'aria-hidden': 'true' }, gradeMarks[grade]);
}

export function gradeWord(grade: Grade): string {
  return t(gradeWords[grade]);
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
