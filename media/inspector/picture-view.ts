import type { HeatmapAnswer } from '../../server/protocol/lsp.ts';
import { element } from '../shared/element.ts';
import { t } from '../shared/texts.ts';

const steps = 1.25;
const mostZoom = 32;

/** The picture on a checker: fitted or at any zoom, moved by hand, with a heat map over it. */
export class PictureView {
  readonly node: HTMLElement;
  readonly #onZoom: (percent: number) => void;
  readonly #sheet = element('div', { class: 'sheet' });
  readonly #image = element('img', { alt: '', draggable: 'false' });
  readonly #heat = element('canvas', { class: 'heat', 'aria-hidden': 'true', hidden: true });
  #zoom = 1;
  #isFitted = true;
  #leftPx = 0;
  #topPx = 0;

  constructor(onZoom: (percent: number) => void) {
    this.#onZoom = onZoom;
    this.#sheet.append(this.#image, this.#heat);
    this.node = element(
      'div',
      { class: 'picture-view checker', tabindex: '0', role: 'group', 'aria-label': t('Picture') },
      this.#sheet,
    );
    this.#image.addEventListener('load', () => this.fit());
    this.node.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.node.addEventListener('pointerdown', (event) => this.#drag(event));
    this.node.addEventListener('dblclick', () => (this.#isFitted ? this.actual() : this.fit()));
    new ResizeObserver(() => {
      if (this.#isFitted) this.fit();
    }).observe(this.node);
  }

  show(address: string, name: string): void {
    this.#image.alt = name;
    this.#image.src = address;
    this.hideHeat();
  }

  fit(): void {
    const { naturalWidth: width, naturalHeight: height } = this.#image;
    if (width === 0) return;
    const room = { width: this.node.clientWidth - 32, height: this.node.clientHeight - 32 };
    this.#isFitted = true;
    // Small pictures are enlarged, within reason.
    this.#zoom = Math.min(room.width / width, room.height / height, 16);
    this.#centre();
  }

  actual(): void {
    this.#isFitted = false;
    this.#zoom = 1;
    this.#centre();
  }

  zoomBy(direction: 1 | -1): void {
    this.#zoomAt(direction === 1 ? steps : 1 / steps, {
      xPx: this.node.clientWidth / 2,
      yPx: this.node.clientHeight / 2,
    });
  }

  moveBy(xPx: number, yPx: number): void {
    this.#isFitted = false;
    this.#leftPx += xPx;
    this.#topPx += yPx;
    this.#place();
  }

  /** Draws where covering the picture lowers its score; the strongest place is opaque. */
  showHeat({ rows, columns, values }: HeatmapAnswer, opacity: number): void {
    const most = Math.max(1e-12, ...values);
    this.#heat.width = columns;
    this.#heat.height = rows;
    const context = this.#heat.getContext('2d');
    if (context === null) return;
    const styles = getComputedStyle(document.documentElement);
    const color = (name: string): string => styles.getPropertyValue(name).trim() || 'red';
    values.forEach((value, index) => {
      const share = Math.max(0, value) / most;
      context.globalAlpha = share;
      const hue = share > 0.66 ? '--vscode-charts-red' : '--vscode-charts-orange';
      context.fillStyle = color(hue);
      context.fillRect(index % columns, Math.floor(index / columns), 1, 1);
    });
    this.setHeatOpacity(opacity);
    this.#heat.hidden = false;
  }

  setHeatOpacity(opacity: number): void {
    this.#heat.style.opacity = String(opacity);
  }

  hideHeat(): void {
    this.#heat.hidden = true;
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const box = this.node.getBoundingClientRect();
    const at = { xPx: event.clientX - box.left, yPx: event.clientY - box.top };
    this.#zoomAt(Math.exp(-event.deltaY / 400), at);
  }

  #zoomAt(factor: number, { xPx, yPx }: { readonly xPx: number; readonly yPx: number }): void {
    const before = this.#zoom;
    this.#isFitted = false;
    this.#zoom = Math.min(mostZoom, Math.max(0.02, before * factor));
    const ratio = this.#zoom / before;
    this.#leftPx = xPx - (xPx - this.#leftPx) * ratio;
    this.#topPx = yPx - (yPx - this.#topPx) * ratio;
    this.#place();
  }

  #centre(): void {
    this.#leftPx = (this.node.clientWidth - this.#image.naturalWidth * this.#zoom) / 2;
    this.#topPx = (this.node.clientHeight - this.#image.naturalHeight * this.#zoom) / 2;
    this.#place();
  }

  #place(): void {
    const { style } = this.#sheet;
    style.transform = `translate(${this.#leftPx}px, ${this.#topPx}px)`;
    style.width = `${this.#image.naturalWidth * this.#zoom}px`;
    style.height = `${this.#image.naturalHeight * this.#zoom}px`;
    this.#image.classList.toggle('is-enlarged', this.#zoom >= 3);
    this.#onZoom(Math.round(this.#zoom * 100));
  }

  #drag(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.node.setPointerCapture(event.pointerId);
    const stop = new AbortController();
    const { signal } = stop;
    const move = (moved: PointerEvent): void => this.moveBy(moved.movementX, moved.movementY);
    this.node.addEventListener('pointermove', move, { signal });
    this.node.addEventListener('pointerup', () => stop.abort(), { signal });
    this.node.addEventListener('pointercancel', () => stop.abort(), { signal });
  }
}
