import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver-protocol';
import type { Configuration, ParsedConfiguration } from '../configuration/configuration.ts';
import { pathKeys } from '../configuration/keys.ts';
import { parseConfiguration } from '../configuration/parse-configuration.ts';

/**
 * What is wrong with a grood.json, in the words of the command line, each on its line; and paths
 * that lead nowhere.
 * @param folder of the file, absolute
 */
export function configurationDiagnostics(text: string, folder: string): Diagnostic[] {
  const parsed = parseConfiguration(text);
  const lines = text.split('\n');
  const wrong = parsed.problems.map(({ line, column, message }): Diagnostic => {
    const range = wordAt(lines, line, column);
    return { range, message, severity: DiagnosticSeverity.Error, source: 'grood' };
  });
  const missing = missingPaths(parsed, folder).map(({ name, path }): Diagnostic => {
    const { line, column } = parsed.places.get(name) ?? { line: 1, column: 1 };
    const message = `"${name}" names ${path}, which does not exist.`;
    const range = wordAt(lines, line, column);
    return { range, message, severity: DiagnosticSeverity.Warning, source: 'grood' };
  });
  return [...wrong, ...missing];
}

function missingPaths(
  { configuration }: ParsedConfiguration,
  folder: string,
): { readonly name: string; readonly path: string }[] {
  const named = pathKeys.flatMap((key) => {
    // The detector is written by the first fit.
    const path = key === 'detector' ? undefined : configuration[key];
    return path === undefined ? [] : [{ name: key as string, path }];
  });
  const listed = folders(configuration).map((path, i) => ({ name: `folders[${i}]`, path }));
  return [...named, ...listed].filter(({ path }) => !existsSync(resolve(folder, path)));
}

const folders = ({ folders: listed }: Configuration): readonly string[] => listed ?? [];

/** From a place to the end of the string, number or word there. */
function wordAt(lines: readonly string[], line: number, column: number): Range {
  const start = { line: line - 1, character: column - 1 };
  const rest = (lines[line - 1] ?? '').slice(column - 1);
  const [word = ''] = /^"(?:[^"\\]|\\.)*"?|^[\w.+-]+/.exec(rest) ?? [];
  const length = Math.max(1, word.length);
  return { start, end: { line: start.line, character: start.character + length } };
}
