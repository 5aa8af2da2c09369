import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchContext, Skipped } from '../bench.ts';
import { cacheFolder } from '../cache-folder.ts';

/** PyTorch's own index of builds for the processor alone, a tenth of the size. */
const CPU_BUILDS = 'https://download.pytorch.org/whl/cpu';
const packages = ['numpy', 'onnx', 'pillow'];
// For their photographs only, so without what they depend on.
const photographPackages = ['scikit-image', 'scikit-learn'];

/** Where the peer's Python environment and fitted heads lie. */
export function peerFolder(): string {
  return cacheFolder('peer');
}

/**
 * The peer's Python, in an environment of its own that is installed on first use.
 * @throws {Skipped} where there is no Python 3 or no network
 */
export function preparePeer({ say }: BenchContext): string {
  const folder = join(peerFolder(), 'venv');
  const python = join(folder, 'bin', 'python');
  const done = join(folder, 'installed');
  if (existsSync(done)) return python;
  say('installing PyTorch for the peer into .cache/bench/peer (minutes, once)');
  if (spawnSync('python3', ['-m', 'venv', '--clear', folder]).status !== 0) {
    throw new Skipped('There is no python3 with venv to run the peer.');
  }
  const pip = (...args: string[]): boolean =>
    spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...args], { stdio: 'ignore' }).status ===
    0;
  const cpuOnly = ['--index-url', CPU_BUILDS, '--retries', '0', '--timeout', '10'];
  const isInstalled = pip('torch', ...cpuOnly) || pip('torch');
  if (!isInstalled || !pip(...packages)) {
    throw new Skipped('The Python packages of the peer (torch, onnx, pillow) cannot be installed.');
  }
  pip('--no-deps', ...photographPackages);
  writeFileSync(done, '');
  return python;
}
