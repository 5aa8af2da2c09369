import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DemoFile, type DemoSetSize, demoSetSize, listDemoFiles } from './demo-set.ts';
import { drawImage } from './draw-image.ts';

/** Changes whenever the drawing changes, so that no stale set is used. */
const DRAWING_VERSION = 1;

export interface DrawnSet {
  readonly folder: string;
  readonly train: string;
  readonly val: string;
  readonly incoming: string;
  readonly files: readonly DemoFile[];
  /** False where a set drawn before was found. */
  readonly isFresh: boolean;
}

/**
 * Draws the data set of traffic signs into a folder below `cache`, or finds it there. Drawn
 * aside and renamed when complete, so that a set that exists is whole.
 */
export async function drawSigns(
  cache: string,
  size: DemoSetSize = demoSetSize,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<DrawnSet> {
  const files = listDemoFiles(size);
  const key = createHash('sha256').update(JSON.stringify([DRAWING_VERSION, size, files]));
  const folder = join(cache, `signs-${key.digest('hex').slice(0, 8)}`);
  const isFresh = !existsSync(folder);
  if (isFresh) {
    const aside = `${folder}.${process.pid}.part`;
    await drawInto(aside, files, onProgress);
    await rename(aside, folder).catch(async (error: unknown) => {
      // Another run was quicker: its set is the same.
      if (!existsSync(folder)) throw error;
      await rm(aside, { recursive: true, force: true });
    });
  }
  const [train, val] = [join(folder, 'train'), join(folder, 'val')];
  return { folder, train, val, incoming: join(folder, 'incoming'), files, isFresh };
}

/** Enough drawings under way that sharp's threads never wait for this one. */
const drawnTogether = 8;

async function drawInto(
  folder: string,
  files: readonly DemoFile[],
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const queue = files[Symbol.iterator]();
  let done = 0;
  const drawer = async (): Promise<void> => {
    for (const file of queue) {
      const target = join(folder, file.path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, await contentOf(file));
      done += 1;
      onProgress(done, files.length);
    }
  };
  await Promise.all(Array.from({ length: drawnTogether }, drawer));
}

async function contentOf(file: DemoFile): Promise<Buffer> {
  if (file.content === 'text') return Buffer.from('This is not an image, whatever its name.\n');
  if (file.content !== 'truncated') return drawImage(file.content, file.path);
  const whole = await drawImage({ kind: 'sign', name: 'stop' }, file.path);
  return whole.subarray(0, Math.floor(whole.length * 0.3));
}
