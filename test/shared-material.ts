import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A path in the material beside the repository, or null where there is none. */
export function sharedPath(...parts: string[]): string | null {
  const path = join(import.meta.dirname, '..', '..', 'shared', ...parts);
  return existsSync(path) ? path : null;
}
