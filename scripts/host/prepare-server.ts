import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { capture, lastLines } from '../bootstrap/capture.mjs';
import { whileLocked } from '../bootstrap/lock.mjs';
import { npm } from '../bootstrap/npm.mjs';
import type { Found } from './found.ts';

/** Of code-server, whose package holds the server of VS Code 1.139. */
const version = '4.139.1';

/** What no extension test needs: 200 of 404 MB. */
const unneeded = [
  'extensions/copilot',
  'node_modules/@devcontainers',
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
  'node_modules/@vscode/sqlite3',
  'node_modules/cpu-features',
  'node_modules/kerberos',
  'node_modules/ssh2',
];

/**
 * The folder of VS Code's server, fetched once from npm's registry and kept below `.cache/`: the
 * desktop program comes from an address that many build machines can't reach. Nothing is compiled.
 */
export async function prepareServer(root: string): Promise<Found> {
  const home = join(root, '.cache', `vscode-host-${version}`);
  if (existsSync(home)) return { path: home };
  return whileLocked(join(root, '.cache', 'vscode-host.lock'), async () => {
    if (existsSync(home)) return { path: home };
    console.error(`Fetching VS Code's server (code-server ${version}, once)…`);
    const aside = `${home}.${process.pid}.part`;
    try {
      const why = await unpackInto(aside);
      if (why !== null) return { missing: `VS Code's server could not be fetched:\n${why}` };
      renameSync(aside, home);
      return { path: home };
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
  });
}

/** @returns why it failed, or null */
async function unpackInto(folder: string): Promise<string | null> {
  await mkdir(folder, { recursive: true });
  const packed = await npm(['pack', '--silent', `code-server@${version}`], { cwd: folder });
  if (packed.code !== 0) return lastLines(packed.output);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
  const part = 'package/lib/vscode';
  const unpack = ['-xzf', archive, '--strip-components=3', part];
  const unpacked = await capture('tar', unpack, { cwd: folder });
  if (unpacked.code !== 0) return lastLines(unpacked.output);
  rmSync(join(folder, archive));
  // Not `npm ci`: the package's shrinkwrap lacks one entry.
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const installed = await npm(['install', '--prefix', folder, ...flags], { cwd: folder });
  if (installed.code !== 0) return lastLines(installed.output);
  for (const path of unneeded) rmSync(join(folder, path), { recursive: true, force: true });
  const log = join(folder, 'node_modules', '@vscode', 'spdlog', 'index.js');
  copyFileSync(join(import.meta.dirname, 'log-to-files.cjs'), log);
  return null;
}
