import { element, icon, keyHint } from './element.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon?: string;
  readonly key?: string;
  /** Begins a new part of the menu. */
  readonly isFirstOfPart?: boolean;
  readonly run: () => void;
}

/** A menu at a place of the page; arrows move, Escape and a click elsewhere close. */
export class PopupMenu {
  readonly node: HTMLElement = element('div', {
    class: 'overlay menu',
    popover: 'auto',
    role: 'menu',
  });
  #onClosed: () => void = () => {};

  constructor() {
    this.node.addEventListener('keydown', (event) => this.#press(event));
    this.node.addEventListener('contextmenu', (event) => event.preventDefault());
    this.node.addEventListener('toggle', (event) => {
      if (event.newState === 'closed') this.#onClosed();
    });
  }

  open(
    label: string,
    items: readonly MenuItem[],
    at: { readonly xPx: number; readonly yPx: number },
    onClosed: () => void,
  ): void {
    this.#onClosed = onClosed;
    this.node.setAttribute('aria-label', label);
    this.node.replaceChildren(
      ...items.flatMap((item) => [
        ...(item.isFirstOfPart === true ? [element('hr', { role: 'separator' })] : []),
        this.#item(item),
      ]),
    );
    if (!this.node.matches(':popover-open')) this.node.showPopover();
    const { offsetWidth, offsetHeight } = this.node;
    const left = Math.max(4, Math.min(at.xPx, innerWidth - offsetWidth - 4));
    const top = Math.max(4, Math.min(at.yPx, innerHeight - offsetHeight - 4));
    this.node.style.left = `${left}px`;
    this.node.style.top = `${top}px`;
    this.node.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }

  #item({ label, icon: sign, key, run }: MenuItem): HTMLElement {
    return element(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        tabindex: '-1',
        'aria-keyshortcuts': key ?? null,
        click: () => {
          // The page gets its focus back before the act moves it on.
          this.#onClosed();
          this.#onClosed = () => {};
          this.node.hidePopover();
          run();
        },
        pointermove: (event: PointerEvent) => (event.currentTarget as HTMLElement).focus(),
      },
      icon(sign ?? 'blank'),
      element('span', {}, label),
      ...(key === undefined ? [] : [keyHint(key)]),
    );
  }

  #press(event: KeyboardEvent): void {
    event.stopPropagation();
    const items = [...this.node.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    const to = targets[event.key];
    if (event.key === 'Tab') this.node.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    items[to]?.focus();
  }
}

/** Where a context menu opens: at the pointer, or on the element where the menu key was pressed. */
export function placeOf(event: MouseEvent): { readonly xPx: number; readonly yPx: number } {
  const isPointed = event.clientX !== 0 || event.clientY !== 0;
  if (isPointed) return { xPx: event.clientX, yPx: event.clientY };
  const box = (event.target as Element).getBoundingClientRect();
  return { xPx: box.left + 20, yPx: box.top + 20 };
}
