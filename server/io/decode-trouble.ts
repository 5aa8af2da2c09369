import { failed } from '../protocol/failure.ts';

/** What the decoder said, as a sentence; its own words go to the log. */
export function decodeTrouble(
  path: string,
  error: unknown,
  { format }: { readonly format: string },
): ReturnType<typeof failed> {
  const detail = error instanceof Error ? error.message : String(error);
  const known = said.find(({ words }) => words.test(detail));
  const message = `${path} ${known?.what ?? `is a damaged ${format.toUpperCase()} file`}.`;
  const hint = known?.hint ?? 'Copy it again from where it came, or delete it.';
  return failed('unreadable-image', message, hint, detail);
}

const copyAgain = 'Copy it again from where it came, or delete it.';
const said: readonly { words: RegExp; what: string; hint: string }[] = [
  {
    words: /pixel limit|exceeds.*(limit|dimension)|too large/i,
    what: 'has more pixels than allowed',
    hint: 'Save it smaller; models see a few hundred pixels.',
  },
  {
    words: /premature end|truncated|end of stream|eof|not enough|short read|read gave|out of data/i,
    what: 'is cut short: pixels are missing',
    hint: copyAgain,
  },
  {
    // `unsupported image format` is all that sharp says of a file whose header is damaged.
    words: /unsupported(?! image format)|no decoding plugin|not implemented|compression/i,
    what: 'uses a variant of its format that the decoder does not read',
    hint: 'Convert it to JPEG or PNG.',
  },
];
