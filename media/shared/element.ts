type Attribute = string | number | boolean | null | ((event: never) => void);

/**
 * Makes an element. Text is always text, never markup, so that no file name can inject any.
 * A function becomes a listener (`click`, `keydown` …), true an empty attribute, false and null
 * none.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** The same for a shape of an SVG picture. */
export function shape<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

function setAttributes(made: Element, attributes: Readonly<Record<string, Attribute>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value as EventListener);
    else if (value !== false && value !== null) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
}

/** A codicon, silent to screen readers. */
export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

/** A key as it stands in menus and hints; silent, since `aria-keyshortcuts` says it. */
export function keyHint(key: string): HTMLElement {
  return element('kbd', { 'aria-hidden': 'true' }, key);
}

/** A name of unknown writing direction, shortened by the style sheet, whole in its tooltip. */
export function nameText(name: string, className: string): HTMLElement {
  return element('bdi', { class: className, dir: 'auto', title: name }, name);
}
