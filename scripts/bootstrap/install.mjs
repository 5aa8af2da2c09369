import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Installs the locked packages unless they are there.
 *
 * Install scripts stay off: onnxruntime-node's would fetch CUDA libraries and end the whole
 * installation where that is refused. What must be compiled is compiled by name, afterwards.
 */
export async function install(root) {
  if (isInstalled(root)) return;
  console.error('Installing…');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await npm(args, { cwd: root });
  if (code === 0) return;
  // npm's reason comes first, its general advice after.
  const why = output.trim().split('\n').slice(0, 15).join('\n');
  throw new SetupError(
    `npm could not install the packages (exit code ${code}):\n${why}\n` +
      'Check the network connection and the free disk space, then run the command again.',
  );
}

/** npm writes its own record last, so an interrupted installation does not pass for a whole one. */
function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const have = JSON.parse(readFileSync(record, 'utf8')).packages;
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(want).every(([path, { version, optional }]) => {
    // Packages for other platforms are optional and absent.
    return path === '' || have[path]?.version === version || (optional && !have[path]);
  });
}
