import { existsSync } from 'node:fs';
import type { Decisions } from '../curation/decisions/decisions.ts';

/** Where the image is that was scored at a path: a decision may have moved it. */
export function fileNow(path: string, decisions: Decisions): string {
  const decision = decisions.of(path);
  if (decision === null || decision.to === decision.from || existsSync(path)) return path;
  return decision.to;
}
