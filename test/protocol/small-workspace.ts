import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COLOURS, colourFolder, colourImage, GREEN } from '../pipeline/colour-images.ts';
import { writeTinyClassifier } from '../pipeline/tiny-classifier.ts';
import { afterwards } from './afterwards.ts';

export interface SmallWorkspace {
  readonly root: string;
  /** Three class folders. */
  readonly train: string;
  /** Twelve images like the training images, four green ones and a broken one. */
  readonly mixed: string;
}

/** Images of three colours, a tiny classifier of them, and a grood.json that says how it reads. */
export async function smallWorkspace(): Promise<SmallWorkspace> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'grood-server-')));
  afterwards(() => rmSync(root, { recursive: true, force: true }));
  writeTinyClassifier(join(root, 'tiny.onnx'), { colours: Object.values(COLOURS) });
  const train = join(root, 'train');
  for (const [name, colour] of Object.entries(COLOURS)) {
    await colourFolder(join(train, name), colour, 40);
  }
  const mixed = join(root, 'mixed');
  for (const [name, colour] of Object.entries(COLOURS)) {
    await colourFolder(join(mixed, name), colour, 4, 500);
  }
  await colourFolder(join(mixed, 'odd'), GREEN, 4, 900);
  writeFileSync(join(mixed, 'broken.png'), 'no picture');
  writeConfiguration(root, {});
  return { root, train, mixed };
}

/** Images of one colour in a new folder of the workspace. */
export async function addFolder(root: string, name: string, count: number): Promise<string> {
  return colourFolder(join(root, name), COLOURS['red']!, count, 2000);
}

export async function addImage(folder: string, name: string, seed: number): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  await colourImage(path, GREEN, seed);
  return path;
}

export function writeConfiguration(root: string, more: Record<string, unknown>): void {
  const configuration = {
    backbone: 'tiny.onnx',
    classNames: Object.keys(COLOURS),
    preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] },
    ...more,
  };
  writeFileSync(join(root, 'grood.json'), `${JSON.stringify(configuration, null, 2)}\n`);
}
