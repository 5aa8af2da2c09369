/**
 * Bundles the programs into dist/, each one file. Native modules stay outside; types are checked
 * apart, by `npm run check`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const programs = {
  cli: 'server/cli/main.ts',
  demo: 'server/demo/main.ts',
  engine: 'server/engine/main.ts',
};

// A bundled CommonJS package may ask for a built-in module at run time, which an ES module can
// only do through a require of its own.
const banner = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  'const require = createRequireOfBundle(import.meta.url);',
].join('\n');

const root = import.meta.dirname;
const present = Object.entries(programs).filter(([, file]) => existsSync(join(root, file)));

await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(present),
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // jsonc-parser's main file is UMD, whose inner requires no bundler can follow.
  mainFields: ['module', 'main'],
  banner: { js: banner },
  // bmp-js calls Buffer(), of which Node complains outside node_modules.
  external: ['onnxruntime-node', 'sharp', 'hnswlib-node', 'bmp-js'],
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
}).catch((error) => {
  if (error.errors === undefined) throw error;
  // esbuild has said on stderr what is wrong with the sources.
  process.exitCode = 1;
});

// The pages: one script and one style sheet each; the icons' font beside them.
const pages = ['gallery', 'inspector']
  .flatMap((page) => ['ts', 'css'].map((kind) => ({ in: `media/${page}/${page}.${kind}`, out: page })))
  .filter((file) => existsSync(join(root, file.in)));

await build({
  absWorkingDir: root,
  entryPoints: pages,
  outdir: 'dist',
  assetNames: '[name]',
  bundle: true,
  platform: 'browser',
  target: 'chrome128',
  format: 'iife',
  loader: { '.ttf': 'file' },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
}).catch((error) => {
  if (error.errors === undefined) throw error;
  process.exitCode = 1;
});
