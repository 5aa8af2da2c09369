/**
 * Bundles the programs into dist/, each one file: command line, demo, engine and language server
 * as ES modules, the editor's client as CommonJS, and the two pages. Native modules stay outside;
 * types are checked apart, by `npm run check`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = import.meta.dirname;

const programs = {
  cli: 'server/cli/main.ts',
  demo: 'server/demo/main.ts',
  engine: 'server/engine/main.ts',
  server: 'server/main.ts',
};

const pages = ['gallery', 'inspector'].flatMap((page) => [
  { in: `media/${page}/${page}.ts`, out: page },
  { in: `media/${page}/${page}.css`, out: page },
]);

// A bundled CommonJS package may ask for a built-in module at run time, which an ES module can
// only do through a require of its own.
const banner = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  'const require = createRequireOfBundle(import.meta.url);',
].join('\n');

const everywhere = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  sourcesContent: false,
  logLevel: 'warning',
};

const onNode = {
  ...everywhere,
  platform: 'node',
  // The editor runs server and engine with its own Node.js, 22 in the oldest that is supported.
  target: 'node22',
  // jsonc-parser's main file is UMD, whose inner requires no bundler can follow.
  mainFields: ['module', 'main'],
  sourcemap: true,
};

const bundles = [
  {
    ...onNode,
    entryPoints: programs,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: { js: banner },
    // bmp-js calls Buffer(), of which Node complains outside node_modules.
    external: ['onnxruntime-node', 'sharp', 'hnswlib-node', 'bmp-js'],
  },
  {
    ...onNode,
    entryPoints: { client: 'client/extension.ts' },
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...everywhere,
    entryPoints: pages,
    assetNames: '[name]',
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
    // The icons' font stands beside the sheets.
    loader: { '.ttf': 'file' },
    minify: true,
    legalComments: 'none',
  },
];

for (const bundle of bundles) {
  await build({ ...bundle, entryPoints: present(bundle.entryPoints) }).catch((error) => {
    if (error.errors === undefined) throw error;
    // esbuild has said on stderr what is wrong with the sources.
    process.exitCode = 1;
  });
}

/** A source that this checkout lacks is left out, not an error: an archive may hold a part. */
function present(entries) {
  if (Array.isArray(entries)) return entries.filter(({ in: file }) => existsSync(join(root, file)));
  return Object.fromEntries(
    Object.entries(entries).filter(([, file]) => existsSync(join(root, file))),
  );
}
