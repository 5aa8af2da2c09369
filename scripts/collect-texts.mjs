/**
 * Collects the texts that people read of client and pages into l10n/bundle.l10n.json, from which
 * translations are made: `node scripts/collect-texts.mjs`. A test compares file and sources.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');

export const bundleFile = join(root, 'l10n', 'bundle.l10n.json');

/**
 * Every text, sorted: the first argument of `l10n.t`, of the pages' `t` and of `translate`, and
 * the sentences of failures that the client makes itself.
 */
export function collectTexts() {
  const call =
    /(?<![\w.])(?:vscode\.l10n\.t|t|translate)\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g;
  const sentence = /\b(?:message|hint): ('(?:[^'\\\n]|\\.)+')/g;
  const texts = globSync('{client,media}/**/*.ts', { cwd: root }).flatMap((file) =>
    [call, ...(file.startsWith('client') ? [sentence] : [])].flatMap((pattern) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map(([, text]) => plain(text)),
    ),
  );
  return [...new Set(texts)].sort();
}

function plain(literal) {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const bundle = Object.fromEntries(collectTexts().map((text) => [text, text]));
  writeFileSync(bundleFile, `${JSON.stringify(bundle, null, 2)}\n`);
}
