/** Markup that is safe to put into a page; made only by `html` and `trusted`. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | null | Markup | readonly Markup[];

/** A template whose values are escaped, but for markup; null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const written = strings.map((text, i) => text + (i < parts.length ? write(parts[i]!) : ''));
  return { markup: written.join('') };
}

/** Markup from a source that holds no foreign text: styles, drawings made of numbers. */
export function trusted(markup: string): Markup {
  return { markup };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function write(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeHtml(part);
  if ('markup' in part) return part.markup;
  return part.map((one) => one.markup).join('');
}
