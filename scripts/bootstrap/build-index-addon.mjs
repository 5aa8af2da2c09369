import { existsSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { capture, lastLines } from './capture.mjs';
import { npm } from './npm.mjs';
import { headersOf } from './pinned-node.mjs';

/**
 * Compiles hnswlib-node, the approximate index, with the headers of the Node.js that will load it.
 * It is a convenience for very large training sets: where it cannot be built, a note says so and
 * exact search serves.
 */
export async function buildIndexAddon(root, node) {
  const folder = join(root, 'node_modules', 'hnswlib-node');
  const built = join(folder, 'build');
  if (!existsSync(folder) || existsSync(join(built, 'Release', 'addon.node'))) return;
  console.error('Compiling hnswlib-node…');
  const headers = headersOf(node);
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
  // npm takes settings from the environment without regard to case.
  for (const name of Object.keys(env)) {
    if (/^npm_config_(nodedir|ignore_scripts)$/i.test(name)) delete env[name];
  }
  if (headers) env.npm_config_nodedir = headers;
  const args = ['rebuild', 'hnswlib-node', '--ignore-scripts=false', '--foreground-scripts'];
  const compiled = await npm(args, { cwd: root, env });
  const loaded = await capture(node, ['-e', "require('hnswlib-node')"], { cwd: root });
  if (loaded.code === 0) return;
  rmSync(built, { recursive: true, force: true });
  console.error(
    'Note: hnswlib-node could not be built (it needs a C++ compiler, make and Python 3). ' +
      'Exact search serves in its place.',
  );
  if (process.env.GROOD_DEBUG) console.error(lastLines(compiled.output + loaded.output, 40));
}
