import type { HistogramAnswer, ThresholdAnswer } from '../../server/protocol/lsp.ts';
import { pValue, thousands } from '../../server/protocol/number-words.ts';
import { element, keyHint } from '../shared/element.ts';
import { t } from '../shared/texts.ts';
import { HistogramPlot } from './histogram-plot.ts';

export interface ThresholdPanelOptions {
  readonly ask: (p: number, isFinal: boolean) => Promise<ThresholdAnswer>;
  readonly onRange: (range: readonly [from: number, to: number] | null) => void;
  /** The threshold holds; verdicts have changed. */
  readonly onSet: (sentence: string) => void;
  readonly onFailure: (error: unknown) => void;
}

/** The histogram with the line to drag and, beside it, what the line means in words. */
export class ThresholdPanel {
  readonly node: HTMLElement;
  readonly plot: HistogramPlot;
  readonly #options: ThresholdPanelOptions;
  readonly #rule = element('p', { class: 'rule' });
  readonly #found = element('p', { class: 'found' });
  readonly #sentences = element('div', { class: 'sentences' });
  /** What is to be asked next; one question is under way at a time, the last one wins. */
  #next: { readonly p: number; readonly isFinal: boolean } | null = null;
  #isAsking = false;

  constructor(options: ThresholdPanelOptions) {
    this.#options = options;
    this.plot = new HistogramPlot({
      threshold: (p, isFinal) => this.#move(p, isFinal),
      range: options.onRange,
    });
    this.node = element(
      'section',
      { class: 'threshold-panel', 'aria-label': t('Threshold'), hidden: true },
      this.plot.node,
      element('div', { class: 'words' }, this.#rule, this.#found, this.#sentences),
    );
  }

  show(answer: HistogramAnswer): void {
    this.node.hidden = false;
    this.plot.show(answer);
    this.#move(this.plot.p, false);
  }

  hide(): void {
    this.node.hidden = true;
  }

  #move(p: number, isFinal: boolean): void {
    this.#rule.replaceChildren(
      `${t('Threshold:')} `,
      element('strong', {}, `p ≤ ${pValue(p)}`),
      element('span', { class: 'detail' }, ` · ${t('drag the line, or press')} `),
      keyHint('T'),
    );
    // A final question is not forgotten for a later look.
    if (this.#next?.isFinal !== true || isFinal) this.#next = { p, isFinal };
    void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#next !== null) {
      const { p, isFinal } = this.#next;
      this.#next = null;
      try {
        const answer = await this.#options.ask(p, isFinal);
        this.#say(answer);
        if (isFinal) this.#options.onSet(this.#spoken(p, answer));
      } catch (error) {
        this.#options.onFailure(error);
      }
    }
    this.#isAsking = false;
  }

  #say({ found, expectedByChance, sentences }: ThresholdAnswer): void {
    this.#found.replaceChildren(
      element('strong', { class: 'found-count' }, thousands(found)),
      ` ${t('found')} · ${t('about')} `,
      element('strong', {}, thousands(expectedByChance)),
      ` ${t('expected by chance if all were ordinary')}`,
    );
    this.#sentences.replaceChildren(...sentences.map((text) => element('p', {}, text)));
  }

  #spoken(p: number, { found, expectedByChance }: ThresholdAnswer): string {
    const counts = [pValue(p), thousands(found), thousands(expectedByChance)];
    return t('Threshold p at most {0}: {1} found, about {2} expected by chance.', ...counts);
  }
}
