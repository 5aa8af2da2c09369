import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import type { Platform } from './platforms.ts';
import { layOut } from './stage.ts';

export interface MadePackage {
  readonly path: string;
  readonly bytes: number;
}

/** Makes the extension's package for one platform; nothing is looked up on a network. */
export async function makePackage(root: string, platform: Platform): Promise<MadePackage> {
  const stage = join(root, '.cache', 'package', platform);
  await layOut(root, stage, platform);
  const path = join(root, `grood-vscode-${platform}.vsix`);
  await createVSIX({
    cwd: stage,
    packagePath: path,
    target: platform,
    allowMissingRepository: true,
    skipLicense: true,
    // There is no address to which links of the page could be made to point.
    rewriteRelativeLinks: false,
  });
  return { path, bytes: (await stat(path)).size };
}
