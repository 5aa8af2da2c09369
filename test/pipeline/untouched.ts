import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Overwrites every file below a folder with noughts, of the same size and time of change: whoever
 * opens one of them as an image fails.
 */
export function blank(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { size, atime, mtimeMs } = statSync(path);
    writeFileSync(path, Buffer.alloc(size));
    utimesSync(path, atime, mtimeMs / 1000);
    if (statSync(path).mtimeMs === mtimeMs) continue;
    throw new Error(`The time of change of ${path} could not be kept`);
  }
}

/** Gives each file a time of change that can be set again to the bit: whole seconds. */
export function roundTimes(folder: string): void {
  const seconds = 1_700_000_000;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    utimesSync(join(folder, name), seconds, seconds);
  }
}

/** How many processes are started while `work` runs. */
export async function processesStarted(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const listen = (): void => {
    count++;
  };
  subscribe('child_process', listen);
  try {
    await work();
  } finally {
    unsubscribe('child_process', listen);
  }
  return count;
}
