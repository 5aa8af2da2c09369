/** Formats files and applies the linter's safe fixes: `npm run format`, or with paths. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
const paths = process.argv.length > 2 ? process.argv.slice(2) : ['.'];
const { status } = spawnSync(process.execPath, [biome, 'check', '--write', ...paths], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
