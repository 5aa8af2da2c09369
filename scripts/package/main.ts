/** `npm run package [-- PLATFORM…]`: the extension as a .vsix, for this platform by default. */
import { join, relative } from 'node:path';
import { makePackage } from './make-package.ts';
import { isPlatform, ownPlatform, platforms } from './platforms.ts';

const root = join(import.meta.dirname, '..', '..');
const mib = 1024 * 1024;

async function main(names: readonly string[]): Promise<number> {
  for (const name of names.length === 0 ? [ownPlatform] : names) {
    if (!isPlatform(name)) {
      const known = Object.keys(platforms).join(', ');
      console.error(`There is no package for "${name}". The platforms are: ${known}.`);
      return 2;
    }
    const { path, bytes } = await makePackage(root, name);
    console.log(`${relative('', path)}: ${(bytes / mib).toFixed(1)} MiB`);
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
