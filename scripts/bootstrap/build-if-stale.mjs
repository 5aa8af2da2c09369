import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, lastLines } from './capture.mjs';
import { SetupError } from './setup-error.mjs';

const sources = ['server', 'esbuild.mjs', 'package.json', 'package-lock.json'];

/** True where dist/ was built from the sources as they are now. */
export function isBuilt(root) {
  const stamp = stampOf(root);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root);
}

/** Bundles the programs into dist/. */
export async function build(root, node) {
  // Taken first: a file saved during the build makes the build stale, not fresh.
  const now = fingerprint(root);
  const { code, output } = await capture(node, [join(root, 'esbuild.mjs')], { cwd: root });
  if (code !== 0) throw new SetupError(`The build failed:\n${lastLines(output, 40)}`);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampOf(root), now);
}

const stampOf = (root) => join(root, 'dist', '.sources');

/** Names, sizes and times of all sources: deleting a file or going back to an old one counts. */
function fingerprint(root) {
  const hash = createHash('sha256');
  for (const source of sources) addTo(hash, join(root, source));
  return hash.digest('hex');
}

function addTo(hash, path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory()) {
    hash.update(`${path}\0${found.size}\0${found.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(path).sort()) addTo(hash, join(path, name));
}
