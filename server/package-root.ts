import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that holds package.json and models/, found alike from the sources and from dist/.
 * @throws {Error} if this file was copied out of the package
 */
export function packageRoot(): string {
  root ??= findRoot(import.meta.dirname);
  return root;
}

/**
 * The file of a program that is to run in a process of its own: its source when running from
 * source, else its bundle.
 */
export function programPath(program: 'cli' | 'engine'): string {
  return import.meta.filename.endsWith('.ts')
    ? join(packageRoot(), 'server', program, 'main.ts')
    : join(packageRoot(), 'dist', `${program}.mjs`);
}

let root: string | undefined;

function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && isOurs(readFileSync(manifest, 'utf8'))) return folder;
    if (dirname(folder) === folder) throw new Error(`No package of ours is around ${start}.`);
  }
}

function isOurs(manifest: string): boolean {
  const parsed: { name?: unknown } = JSON.parse(manifest);
  return parsed.name === 'grood-vscode';
}
