import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoSetSize } from '../../server/demo/demo-set.ts';
import { drawSigns } from '../../server/demo/draw-signs.ts';
import { fit } from '../../server/pipeline/fit.ts';

export interface DemoWorkspace {
  readonly folder: string;
  readonly train: string;
  readonly val: string;
  readonly incoming: string;
}

/** Small enough to be fitted in seconds, large enough to tell strangers from signs. */
export const smallSet: DemoSetSize = {
  trainPerClass: 12,
  valPerClass: 10,
  ordinaryPerClass: 3,
  perStranger: 1,
};

/** Side of the model's input, in pixels: smaller is quicker. */
const sizePx = 128;

/**
 * Copies the demo's pictures of traffic signs into a folder that may be changed: `training`,
 * `validation` and `incoming`.
 */
export async function copyDemo(
  root: string,
  folder: string,
  size?: DemoSetSize,
): Promise<DemoWorkspace> {
  const cache = join(root, '.cache', 'demo');
  await mkdir(cache, { recursive: true });
  const drawn = await drawSigns(cache, size);
  const part = (name: string): string => join(folder, name);
  const [train, val, incoming] = [part('training'), part('validation'), part('incoming')];
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(drawn.train, train, { recursive: true });
  await cp(drawn.val, val, { recursive: true });
  await cp(drawn.incoming, incoming, { recursive: true });
  return { folder, train, val, incoming };
}

/** Fits a detector to the workspace's pictures and declares it in `grood.json`. */
export async function fitDemo({ folder, train, val }: DemoWorkspace): Promise<void> {
  const out = join(folder, 'signs.onnx');
  const store = { folder: join(folder, '.grood', 'store') };
  const fitted = await fit({ train, val, sizePx, out, store });
  if (!fitted.ok) throw new Error(fitted.failure.message);
  const declared = {
    train: 'training',
    val: 'validation',
    size: sizePx,
    detector: 'signs.onnx',
    folders: ['incoming'],
  };
  await writeFile(join(folder, 'grood.json'), `${JSON.stringify(declared, null, 2)}\n`);
}
