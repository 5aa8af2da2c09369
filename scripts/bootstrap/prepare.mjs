import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, isBuilt } from './build-if-stale.mjs';
import { buildIndexAddon } from './build-index-addon.mjs';
import { install } from './install.mjs';
import { whileLocked } from './lock.mjs';
import { findPinnedNode, resolveNode } from './pinned-node.mjs';

/**
 * Installs and builds what is missing; costs a few milliseconds where nothing is.
 * @param {{ build: boolean }} options whether the command needs dist/
 * @returns {Promise<string>} the path of the Node.js to run on
 */
export async function prepare(root, options) {
  const setUp = readSetUp(root);
  if (setUp && (!options.build || isBuilt(root))) return resolveNode(root, setUp.node);
  return whileLocked(join(root, '.cache', 'set-up.lock'), async () => {
    const node = resolveNode(root, (readSetUp(root) ?? (await setUpPackages(root))).node);
    if (options.build && !isBuilt(root)) await build(root, node);
    return node;
  });
}

async function setUpPackages(root) {
  await install(root);
  const pinned = findPinnedNode(root);
  await buildIndexAddon(root, resolveNode(root, pinned));
  const done = { lock: lockHash(root), node: pinned };
  writeFileSync(recordOf(root), JSON.stringify(done));
  return done;
}

/** What an earlier run left behind, if it still holds: `npm ci` wipes the record with the rest. */
function readSetUp(root) {
  const record = recordOf(root);
  if (!existsSync(record)) return null;
  const done = JSON.parse(readFileSync(record, 'utf8'));
  if (done.lock !== lockHash(root)) return null;
  return done.node && !existsSync(join(root, done.node)) ? null : done;
}

const recordOf = (root) => join(root, 'node_modules', '.set-up.json');

function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}
