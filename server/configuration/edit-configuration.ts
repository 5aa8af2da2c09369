import { applyEdits, modify } from 'jsonc-parser';
import type { Configuration } from './configuration.ts';

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } };

/**
 * The text of a grood.json with some keys set; comments and the rest stay as they are.
 * @param text empty: a new file
 * @param values undefined removes a key
 */
export function editConfiguration(text: string, values: Partial<Configuration>): string {
  let edited = text.trim() === '' ? '{}\n' : text;
  for (const [key, value] of Object.entries(values)) {
    edited = applyEdits(edited, modify(edited, [key], value, FORMAT));
  }
  return edited.endsWith('\n') ? edited : `${edited}\n`;
}
