import type { ExplainAnswer } from '../../server/protocol/lsp.ts';
import { pValue } from '../../server/protocol/number-words.ts';
import { calibrationCurve } from './calibration-curve.ts';
import { distanceBars } from './distance-bars.ts';
import { element, icon, keyHint } from './element.ts';
import { decisionWord, gradeMark, gradeWord } from './grade-mark.ts';
import { type NeighbourStrip, neighbourStrip } from './neighbour-strip.ts';
import { t } from './texts.ts';
import type { ThumbnailStore } from './thumbnail-store.ts';

export interface ExplanationOptions {
  readonly thumbnails: ThumbnailStore;
  readonly open: (uri: string) => void;
  readonly undo: (id: number) => void;
  readonly thresholdP: () => number | null;
}

/** Why an image got its verdict: in words, in numbers, and by the images it was compared with. */
export class Explanation {
  readonly node: HTMLElement = element('div', { class: 'explanation' });
  readonly #options: ExplanationOptions;
  #strips: readonly NeighbourStrip[] = [];

  constructor(options: ExplanationOptions) {
    this.#options = options;
  }

  /** Images whose pictures this explanation shows. */
  static uris(answer: ExplainAnswer): string[] {
    return [...answer.neighbours, ...answer.lookalikes].map(({ uri }) => uri);
  }

  show(answer: ExplainAnswer): void {
    const { thumbnails, open } = this.#options;
    const byGradient = neighbourStrip(answer.neighbours, thumbnails, open);
    const byAppearance = neighbourStrip(answer.lookalikes, thumbnails, open);
    this.#strips = [byGradient, byAppearance];
    const { record } = answer;
    const curve = calibrationCurve(answer.calibration, {
      thresholdP: this.#options.thresholdP(),
      p: record.p,
    });
    this.node.replaceChildren(
      verdictWords(answer),
      ...(answer.decision === null || answer.decision.isUndone ? [] : [this.#decision(answer)]),
      ...section(t('How unusual'), curve, pWords(answer)),
      ...section(t('Distance to classes'), distanceBars(answer.prototypeDistances)),
      ...section(
        t('Nearest training images by gradient'),
        answer.neighbours.length > 0 ? byGradient.node : null,
        t('how the detector sees it'),
      ),
      ...section(
        t('Nearest training images by appearance'),
        answer.lookalikes.length > 0 ? byAppearance.node : null,
      ),
      ...section(t('Facts'), factList(answer)),
    );
  }

  refreshPictures(): void {
    for (const strip of this.#strips) strip.refresh();
  }

  #decision({ decision }: ExplainAnswer): HTMLElement {
    const id = decision?.id ?? 0;
    const undo = element(
      'button',
      {
        type: 'button',
        class: 'link',
        'aria-keyshortcuts': 'U',
        click: () => this.#options.undo(id),
      },
      t('Undo'),
      keyHint('U'),
    );
    const when = new Date(decision?.madeMs ?? 0).toLocaleString();
    const word = decisionWord(decision?.kind ?? 'fine');
    return element(
      'p',
      { class: 'decision' },
      icon('history'),
      element('span', {}, t('Marked as {0} on {1}.', word, when)),
      undo,
    );
  }
}

function verdictWords({ tile, why }: ExplainAnswer): HTMLElement {
  const word = gradeWord(tile.grade);
  // The sentence begins with the verdict's word, which stands out.
  const rest = tile.sentence.startsWith(word) ? tile.sentence.slice(word.length) : tile.sentence;
  const lead = tile.sentence.startsWith(word) ? [element('strong', {}, word), rest] : [rest];
  return element(
    'div',
    { class: 'verdict' },
    element('p', { class: 'sentence' }, gradeMark(tile.grade), element('span', {}, ...lead)),
    element('p', { class: 'why detail' }, why === tile.sentence ? '' : why),
    element('p', { class: 'technical detail' }, tile.technical),
  );
}

function pWords({ record }: ExplainAnswer): string {
  const views = [
    record.p === null ? '' : `p = ${pValue(record.p)}`,
    record.pGrood === null ? '' : t('gradient {0}', pValue(record.pGrood)),
    record.pNeighbours === null ? '' : t('appearance {0}', pValue(record.pNeighbours)),
  ];
  return views.filter((view) => view !== '').join(' · ');
}

function section(heading: string, content: HTMLElement | null, aside = ''): HTMLElement[] {
  if (content === null) return [];
  const note = aside === '' ? [] : [element('span', { class: 'detail' }, aside)];
  return [
    element(
      'section',
      {},
      element('div', { class: 'section-head' }, element('h2', {}, heading), ...note),
      content,
    ),
  ];
}

function factList({ facts }: ExplainAnswer): HTMLElement | null {
  if (facts.length === 0) return null;
  return element(
    'dl',
    { class: 'facts' },
    ...facts.flatMap(({ name, value }) => [
      element('dt', {}, name),
      element('dd', {}, element('bdi', { dir: 'auto' }, value)),
    ]),
  );
}
