import type { Grade, GradeCounts, WorkspaceState } from '../../server/protocol/lsp.ts';
import { counted, pValue, thousands } from '../../server/protocol/number-words.ts';
import { element, icon } from '../shared/element.ts';
import { gradeMark, grades, gradeWord } from '../shared/grade-mark.ts';
import { t } from '../shared/texts.ts';
import type { View } from './kept-view.ts';

/** Counts by verdict, each of them a filter; the detector's facts beside them. */
export class FilterChips {
  readonly node: HTMLElement;
  readonly #change: (change: Partial<View>) => void;
  readonly #chips = element('div', { class: 'chips', role: 'group', 'aria-label': t('Show') });
  readonly #detector = element('p', { class: 'detector detail' });
  #key = '';

  constructor(change: (change: Partial<View>) => void) {
    this.#change = change;
    this.node = element('div', { class: 'chip-bar' }, this.#chips, this.#detector);
  }

  show(view: View, counts: GradeCounts | null, state: WorkspaceState): void {
    const { detector } = state.detector;
    const key = JSON.stringify([view, counts, detector]);
    if (key === this.#key) return;
    this.#key = key;
    const focused = this.#chips.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset['chip']
      : undefined;
    const chips = grades.map((grade) => this.#gradeChip(grade, view, counts));
    chips.push(this.#decidedChip(view, counts));
    if (view.pRange !== null) chips.push(this.#rangeChip(view.pRange));
    this.#chips.replaceChildren(...chips);
    if (focused !== undefined) chips.find((chip) => chip.dataset['chip'] === focused)?.focus();
    this.#detector.textContent = '';
    if (detector === null) return;
    const facts = [
      detector.classes.length > 1 ? counted(detector.classes.length, 'class', 'classes') : '',
      counted(detector.images, 'image'),
      t('calibrated on {0}', thousands(detector.calibration.count)),
    ];
    this.#detector.title = detector.sentence;
    this.#detector.append(
      `${t('Detector')} `,
      element('strong', {}, element('bdi', { dir: 'auto' }, detector.name)),
      ` · ${facts.filter((fact) => fact !== '').join(' · ')}`,
    );
  }

  #gradeChip(grade: Grade, view: View, counts: GradeCounts | null): HTMLButtonElement {
    const isOther = view.isDecided || view.pRange !== null;
    const isOn = !isOther && view.grades.includes(grade);
    const next = isOn
      ? view.grades.filter((other) => other !== grade)
      : [...(isOther ? [] : view.grades), grade];
    const change = { grades: next, isDecided: false, pRange: null };
    const label = gradeWord(grade);
    return this.#chip(grade, isOn, gradeMark(grade), label, countOf(grade, counts), change);
  }

  #decidedChip(view: View, counts: GradeCounts | null): HTMLButtonElement {
    const change = { isDecided: !view.isDecided, pRange: null };
    const sign = icon('checklist');
    return this.#chip('decided', view.isDecided, sign, t('Decided'), counts?.decided, change);
  }

  #rangeChip([from, to]: readonly [number, number]): HTMLButtonElement {
    const words = t('p from {0} to {1}', pValue(from), pValue(to));
    const label = t('Show all p-values again');
    return element(
      'button',
      {
        type: 'button',
        class: 'chip',
        'aria-pressed': 'true',
        title: label,
        'data-chip': 'range',
        click: () => this.#change({ pRange: null }),
      },
      words,
      icon('close'),
    );
  }

  #chip(
    name: string,
    isOn: boolean,
    sign: HTMLElement,
    label: string,
    count: number | undefined,
    change: Partial<View>,
  ): HTMLButtonElement {
    return element(
      'button',
      {
        type: 'button',
        class: 'chip',
        'aria-pressed': String(isOn),
        'data-chip': name,
        click: () => this.#change(change),
      },
      sign,
      element('span', {}, label),
      element('span', { class: 'count' }, count === undefined ? '–' : thousands(count)),
    );
  }
}

function countOf(grade: Grade, counts: GradeCounts | null): number | undefined {
  if (counts === null) return undefined;
  const byGrade: Readonly<Record<Grade, number>> = {
    'very-unusual': counts.veryUnusual,
    unusual: counts.unusual,
    ordinary: counts.ordinary,
    unreadable: counts.unreadable,
  };
  return byGrade[grade];
}
