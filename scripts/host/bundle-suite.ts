import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the tests of the extension host. @returns the module that the host loads */
export async function bundleSuite(root: string): Promise<string> {
  const outfile = join(root, 'dist', 'test-host.cjs');
  await build({
    entryPoints: [join(root, 'test', 'host', 'suite', 'run.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
