import type { HistogramAnswer } from '../../server/protocol/lsp.ts';
import { pValue } from '../../server/protocol/number-words.ts';
import { element, shape } from '../shared/element.ts';
import { t } from '../shared/texts.ts';

export interface HistogramOn {
  /** `isFinal`: the line was let go. */
  readonly threshold: (p: number, isFinal: boolean) => void;
  /** A stretch of p-values was dragged over; null: a click, which lets it go. */
  readonly range: (range: readonly [from: number, to: number] | null) => void;
}

/** Pointer movements shorter than this are clicks. */
const clickPx = 4;
const stepsByKey: Readonly<Record<string, number>> = {
  ArrowRight: 0.02,
  ArrowUp: 0.02,
  ArrowLeft: -0.02,
  ArrowDown: -0.02,
  PageUp: 0.2,
  PageDown: -0.2,
};

/**
 * How unusual this folder's images are, with the calibration behind it, on the axis -log10 p:
 * the further right, the more unusual. The line is the threshold; dragging beside it chooses a
 * stretch of p-values.
 */
export class HistogramPlot {
  readonly node: HTMLElement;
  readonly line: HTMLElement;
  readonly #on: HistogramOn;
  readonly #plot: SVGSVGElement;
  readonly #brush = element('div', { class: 'brush', hidden: true });
  readonly #label = element('span', { class: 'line-label', 'aria-hidden': 'true' });
  readonly #clip = shape('rect', { y: 0, height: 100 });
  #answer: HistogramAnswer | null = null;
  #x = 0;
  #isDragging = false;
  #settle: ReturnType<typeof setTimeout> | undefined;

  constructor(on: HistogramOn) {
    this.#on = on;
    this.#plot = shape('svg', {
      viewBox: '0 0 100 100',
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': t('How unusual the images are, beside the calibration images'),
    });
    this.line = element('div', {
      class: 'threshold-line',
      role: 'slider',
      tabindex: '0',
      'aria-label': t('Threshold'),
      'aria-keyshortcuts': 'T',
      'aria-valuemin': '0',
    });
    const legend = element(
      'div',
      { class: 'legend', title: t('Height: the square root of the number of images') },
      element('span', { class: 'key key-calibration' }),
      t('calibration'),
      element('span', { class: 'key key-folder' }),
      t('this folder'),
      element('span', { class: 'key key-over' }),
      t('unusual'),
    );
    this.node = element(
      'div',
      { class: 'histogram' },
      this.#plot,
      legend,
      this.#brush,
      this.line,
      this.#label,
    );
    this.line.addEventListener('keydown', (event) => this.#press(event));
    this.node.addEventListener('pointerdown', (event) => this.#startDrag(event));
  }

  /** Draws the counts; the line stays under the hand that drags it. */
  show(answer: HistogramAnswer): void {
    this.#answer = answer;
    this.line.setAttribute('aria-valuemax', this.#widest().toFixed(2));
    this.#plot.replaceChildren(...this.#bars(answer));
    if (!this.#isDragging && this.#settle === undefined) {
      this.#place(-Math.log10(answer.threshold.p));
    } else this.#place(this.#x);
  }

  /** Marks the stretch that is chosen, or none. */
  showRange(range: readonly [from: number, to: number] | null): void {
    this.#brush.hidden = range === null;
    if (range !== null) this.#placeBrush(-Math.log10(range[1]), -Math.log10(range[0]));
  }

  get p(): number {
    return this.#pAt(this.#x);
  }

  #widest(): number {
    return Math.max(0.01, this.#answer?.edges.at(-1) ?? 1);
  }

  #pAt(x: number): number {
    // Two digits: what is read is what holds.
    const smallest = this.#answer?.smallestP ?? 0;
    return Math.min(1, Math.max(smallest, Number((10 ** -x).toPrecision(2))));
  }

  #bars({ edges, folder, calibration }: HistogramAnswer): SVGElement[] {
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
    // The calibration is drawn as if it were as many images as the folder's.
    const factor = sum(folder) / Math.max(1, sum(calibration));
    const scaled = calibration.map((count) => count * (factor || 1));
    const most = Math.max(1, ...folder, ...scaled);
    const draw = (counts: readonly number[], inset: number): SVGElement[] =>
      counts.flatMap((count, bin) => {
        if (count === 0) return [];
        const left = (100 * (edges[bin] ?? 0)) / this.#widest();
        const width = (100 * (edges[bin + 1] ?? 0)) / this.#widest() - left;
        const height = Math.max(2, 96 * Math.sqrt(count / most));
        return shape('rect', {
          x: left + width * inset,
          y: 100 - height,
          width: Math.max(0.1, width * (1 - 2 * inset)),
          height,
        });
      });
    const clip = shape('clipPath', { id: 'over-threshold' }, this.#clip);
    const over = { class: 'over', 'clip-path': 'url(#over-threshold)' };
    return [
      shape('defs', {}, clip),
      shape('g', { class: 'calibration' }, ...draw(scaled, 0)),
      shape('g', { class: 'folder' }, ...draw(folder, 0.2)),
      shape('g', over, ...draw(folder, 0.2)),
    ];
  }

  #place(x: number): void {
    this.#x = Math.min(this.#widest(), Math.max(0, x));
    const share = this.#x / this.#widest();
    const p = pValue(this.p);
    this.line.style.left = `${share * 100}%`;
    this.#label.style.left = `${share * 100}%`;
    this.#label.classList.toggle('is-left', share > 0.8);
    this.#label.textContent = t('unusual');
    this.#clip.setAttribute('x', String(share * 100));
    this.#clip.setAttribute('width', String(100 - share * 100));
    this.line.setAttribute('aria-valuenow', this.#x.toFixed(2));
    this.line.setAttribute('aria-valuetext', t('p at most {0} is unusual', p));
  }

  #press(event: KeyboardEvent): void {
    const step = stepsByKey[event.key];
    const ends: Readonly<Record<string, number>> = { Home: 0, End: this.#widest() };
    const to = step === undefined ? ends[event.key] : this.#x + step;
    if (to === undefined || this.#answer === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.#place(to);
    this.#on.threshold(this.p, false);
    // Held keys end in one decision.
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      this.#settle = undefined;
      this.#on.threshold(this.p, true);
    }, 400);
  }

  #startDrag(event: PointerEvent): void {
    if (event.button !== 0 || this.#answer === null) return;
    event.preventDefault();
    const isLine = event.target === this.line;
    if (isLine) this.line.focus();
    this.#isDragging = isLine;
    const from = this.#xAt(event);
    const startPx = event.clientX;
    this.node.setPointerCapture(event.pointerId);
    const stop = new AbortController();
    const { signal } = stop;
    const move = (moved: PointerEvent): void => {
      if (isLine) {
        this.#place(this.#xAt(moved));
        this.#on.threshold(this.p, false);
      } else if (Math.abs(moved.clientX - startPx) >= clickPx) {
        this.#brush.hidden = false;
        this.#placeBrush(...this.#ordered(from, this.#xAt(moved)));
      }
    };
    const end = (ended: PointerEvent): void => {
      stop.abort();
      this.#isDragging = false;
      if (isLine) this.#on.threshold(this.p, true);
      else if (Math.abs(ended.clientX - startPx) < clickPx) this.#on.range(null);
      else {
        const [low, high] = this.#ordered(from, this.#xAt(ended));
        this.#on.range([10 ** -high, 10 ** -low]);
      }
    };
    this.node.addEventListener('pointermove', move, { signal });
    this.node.addEventListener('pointerup', end, { signal });
    this.node.addEventListener('pointercancel', end, { signal });
  }

  #ordered(one: number, other: number): [number, number] {
    return one < other ? [one, other] : [other, one];
  }

  #xAt(event: PointerEvent): number {
    const box = this.node.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return share * this.#widest();
  }

  #placeBrush(low: number, high: number): void {
    this.#brush.style.left = `${(100 * low) / this.#widest()}%`;
    this.#brush.style.width = `${(100 * (Math.min(high, this.#widest()) - low)) / this.#widest()}%`;
  }
}
