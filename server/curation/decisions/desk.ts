import type { Failure } from '../../protocol/failure.ts';
import type { Decision } from './decision.ts';
import type { Manifest } from './manifest.ts';
import type { MoveSystem } from './move-file.ts';

/** What acts work with while they hold the lock. */
export interface Desk {
  readonly manifest: Manifest;
  /** Folders of the workspace, absolute. */
  readonly roots: readonly string[];
  readonly trashFolder: string;
  readonly system: MoveSystem;
}

export interface Acted {
  /** What was made or undone. */
  readonly decisions: readonly Decision[];
  readonly failures: readonly Failure[];
  readonly sentence: string;
}

/** Decisions written to the manifest together: a crash leaves at most so many to be settled. */
export const GROUP: number = 64;

export function inGroups<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / GROUP);
  return Array.from({ length: count }, (_, i) => items.slice(i * GROUP, (i + 1) * GROUP));
}
