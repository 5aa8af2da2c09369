import type { Texts } from '../../server/protocol/view.ts';

let translated: Texts = {};

/** The page's texts in the user's language, once the host has said them. */
export function setTexts(texts: Texts): void {
  translated = texts;
}

/** The text in the user's language; `{0}` and so on are replaced by `values`. */
export function t(english: string, ...values: readonly (string | number)[]): string {
  const text = translated[english] ?? english;
  return text.replace(/\{(\d)\}/g, (whole, index: string) =>
    String(values[Number(index)] ?? whole),
  );
}
