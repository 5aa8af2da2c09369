import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const anchor = 'server/package-root.ts';

// Folder → what its files may import besides their own folder. Imports run one way.
const mayImport: Record<string, readonly string[]> = {
  'server/core': [],
  'server/protocol': ['vscode-languageserver-protocol'],
  'server/io': [
    'server/core',
    'server/protocol',
    anchor,
    'node:',
    'sharp',
    'bmp-js',
    'picomatch',
    'jsonc-parser',
    'hyparquet-writer',
  ],
  'server/runtime': [
    'server/core',
    'server/protocol',
    anchor,
    'node:',
    'onnxruntime-node',
    'onnxruntime-common',
    'hnswlib-node',
    'protobufjs',
  ],
  'server/store': ['server/core', 'server/protocol', 'node:'],
  'server/engine': [
    'server/io',
    'server/runtime',
    'server/core',
    'server/protocol',
    anchor,
    'node:',
  ],
  'server/pipeline': [
    'server/io',
    'server/runtime',
    'server/engine',
    'server/store',
    'server/core',
    'server/protocol',
    anchor,
    'node:',
  ],
  'server/configuration': ['server/protocol', 'node:', 'jsonc-parser'],
  'server/report': [
    'server/pipeline',
    'server/io',
    'server/store',
    'server/core',
    'server/protocol',
    anchor,
    'node:',
  ],
  'server/language': [
    'server/configuration',
    'server/protocol',
    'schemas',
    'node:',
    'jsonc-parser',
    'vscode-json-languageservice',
    'vscode-languageserver',
    'vscode-languageserver-protocol',
    'vscode-languageserver-textdocument',
    'vscode-uri',
  ],
  'server/workspace': [
    'server/configuration',
    'server/pipeline',
    'server/store',
    'server/core',
    'server/protocol',
    'node:',
    'vscode-languageserver-protocol',
    'vscode-uri',
  ],
  'server/curation': [
    'server/pipeline',
    'server/io',
    'server/store',
    'server/core',
    'server/protocol',
    'node:',
  ],
  'server/handlers': [
    'server/workspace',
    'server/curation',
    'server/configuration',
    'server/pipeline',
    'server/store',
    'server/protocol',
    'node:',
    'vscode-languageserver-protocol',
  ],
  media: [
    'server/protocol/view.ts',
    'server/protocol/port.ts',
    'server/protocol/lsp.ts',
    'server/protocol/sentences.ts',
    'server/protocol/number-words.ts',
  ],
  'server/cli': [
    'server/configuration',
    'server/report',
    'server/pipeline',
    'server/store',
    'server/protocol',
    'server/io',
    anchor,
    'node:',
  ],
  // The only place with `vscode`; it opens no image and compares no number.
  client: [
    'server/protocol',
    'vscode',
    'vscode-languageclient',
    'vscode-languageserver-protocol',
    'node:',
  ],
  'server/demo': [
    'server/cli',
    'server/report',
    'server/pipeline',
    'server/protocol',
    'server/io',
    anchor,
    'node:',
    'sharp',
  ],
};

function files(pattern: string): string[] {
  return globSync(pattern, { cwd: root, exclude: ['**/node_modules/**', 'dist/**'] })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** What a source imports, our own modules as paths from the root. */
function importsOf(file: string): string[] {
  const statements = read(file).matchAll(
    /^(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm,
  );
  return [...statements].map(([, from, bare, late]) => {
    const name = from ?? bare ?? late ?? '';
    return name.startsWith('.') ? join(dirname(file), name).replaceAll('\\', '/') : name;
  });
}

function isWithin(name: string, allowed: string): boolean {
  return allowed.endsWith(':')
    ? name.startsWith(allowed)
    : name === allowed || name.startsWith(`${allowed}/`);
}

for (const [folder, others] of Object.entries(mayImport)) {
  test(`${folder} imports only what its row allows`, () => {
    const strays = files(`${folder}/**/*.ts`).flatMap((file) =>
      importsOf(file)
        .filter((name) => ![folder, ...others].some((allowed) => isWithin(name, allowed)))
        .map((name) => `${file} imports ${name}`),
    );
    assert.deepEqual(strays, []);
  });
}

test('every folder of server/ has a row that says what it may import', () => {
  const folders = new Set(files('server/*/**/*.ts').map((file) => file.split('/', 2).join('/')));
  assert.deepEqual(
    [...folders].filter((folder) => !(folder in mayImport)),
    [],
  );
});

const sources = files('{server,client,media,scripts,test}/**/*.{ts,mts,mjs,css}').concat(
  files('*.mjs'),
);

test('no source is longer than 500 lines', () => {
  const tooLong = sources.filter((file) => lineCount(file) > 500);
  assert.deepEqual(tooLong, []);
});

test('in server/ the median is at most 100 lines and nine files of ten at most 300', () => {
  const sizes = files('server/**/*.ts')
    .map(lineCount)
    .sort((a, b) => a - b);
  const at = (share: number): number => sizes[Math.floor((sizes.length - 1) * share)] ?? 0;
  assert.ok(at(0.5) <= 100, `the median is ${at(0.5)} lines`);
  assert.ok(at(0.9) <= 300, `one file in ten is longer than ${at(0.9)} lines`);
});

function lineCount(file: string): number {
  return read(file).trimEnd().split('\n').length;
}

test('lines are at most 100 columns wide', () => {
  // The formatter breaks code, not comments. A sentence or a piece of markup may stay in one
  // piece, so that it can be searched for.
  const literal = /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
  const isWide = (line: string): boolean => [...line.replace(literal, '')].length > 100;
  const wide = sources.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => (isWide(line) ? [`${file}:${index + 1}`] : [])),
  );
  assert.deepEqual(wide, []);
});

test('names say what a file holds', () => {
  const vague = /(^|[-./])(utils?|helpers?|common|managers?|misc)([-./]|$)/;
  const named = sources.filter((file) => vague.test(file));
  assert.deepEqual(named, []);
});

const words = [
  { name: 'a task left for later', pattern: new RegExp(`\\b(${'TO'}DO|${'FIX'}ME|${'X'}XX)\\b`) },
  { name: 'a path of one machine', pattern: new RegExp(`['"\`(\\s]/${'wo'}rk/`) },
];
const texts = [...sources, ...files('*.md'), ...files('{docs,models,.ci}/**/*.{md,json}')];
for (const { name, pattern } of words) {
  test(`no file holds ${name}`, () => {
    assert.deepEqual(
      texts.filter((file) => pattern.test(read(file))),
      [],
    );
  });
}

test('a test file tests the folder of its own name', () => {
  const strays = files('test/*/**/*.test.ts')
    .map((file) => file.split('/')[1] ?? '')
    .filter((folder) => !['bench', 'host', 'golden', 'scripts', 'media'].includes(folder))
    .filter((folder) => files(`{server/${folder},${folder}}/**/*.ts`).length === 0);
  assert.deepEqual([...new Set(strays)], []);
});

test('the tidiness rules see the sources', () => {
  assert.ok(sources.some((file) => basename(file) === 'tidy.test.ts'));
});
