import { rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../../io/file-trouble.ts';
import { writeCause } from '../../io/write-safely.ts';
import { type Failure, failed, ok, type Result } from '../../protocol/failure.ts';
import { counted, thousands } from '../../protocol/number-words.ts';
import type { Decision } from './decision.ts';
import { type Desk, inGroups } from './desk.ts';
import type { ManifestLine } from './manifest-line.ts';
import { type SystemTrash, systemTrash, type TrashHome } from './system-trash.ts';
import { isWithin, realPlace } from './workspace-places.ts';

export interface TrashEmptied {
  readonly sentence: string;
  /** Moved to the system's trash. */
  readonly moved: number;
  /** Gone for good. */
  readonly deleted: number;
  readonly emptied: readonly Decision[];
  readonly failures: readonly Failure[];
}

export interface EmptyOptions {
  /** The user agreed that files are gone for good where the system has no trash for them. */
  readonly isConfirmed: boolean;
  readonly home?: TrashHome;
}

/** Empties `.grood/trash` of what decisions put there; other files in it stay. */
export async function emptyTrash(desk: Desk, options: EmptyOptions): Promise<Result<TrashEmptied>> {
  const system = await systemTrash(options.home);
  const trashed = [...desk.manifest.decisions.values()].filter(
    ({ kind, state }) => kind === 'trash' && state === 'made',
  );
  const count = { system: 0, deleted: 0, kept: 0 };
  const emptied: Decision[] = [];
  const failures: Failure[] = [];
  for (const group of inGroups(trashed)) {
    const ends: ManifestLine[] = [];
    for (const decision of group) {
      const outcome = await discard(decision, { desk, system, ...options });
      if (typeof outcome !== 'string') failures.push(outcome);
      else if (outcome !== 'gone') count[outcome] += 1;
      if (outcome === 'gone' || outcome === 'system' || outcome === 'deleted') {
        ends.push({ is: 'emptied', id: decision.id });
        emptied.push({ ...decision, state: 'emptied' });
        await removeEmptyFolders(dirname(decision.to), desk.trashFolder);
      }
    }
    await desk.manifest.append(ends);
  }
  if (count.kept > 0) return unconfirmed(count.kept, count.system);
  const { system: moved, deleted } = count;
  return ok({ moved, deleted, emptied, failures, sentence: sentenceOf(count, failures.length) });
}

type Outcome = 'system' | 'deleted' | 'kept' | 'gone' | Failure;

async function discard(
  { from, to }: Decision,
  how: { readonly desk: Desk; readonly system: SystemTrash | null; readonly isConfirmed: boolean },
): Promise<Outcome> {
  // A manifest that came with a foreign workspace could name any file of this machine.
  const trash = await realPlace(`${how.desk.trashFolder}/x`);
  if (!isWithin(await realPlace(to), dirname(trash))) {
    const message = `${to} does not lie in ${how.desk.trashFolder}, so it was not touched.`;
    return failed('usage', message, 'The list of decisions was altered; look at it.').failure;
  }
  try {
    if ((await how.system?.put(to, from)) === true) return 'system';
    if (!how.isConfirmed) return 'kept';
    await unlink(to);
    return 'deleted';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'gone';
    const { what, hint, detail } = writeCause(error);
    return failed('write', `${to} could not be deleted: ${what}.`, hint, detail).failure;
  }
}

/** Up to the trash folder itself, which stays. */
async function removeEmptyFolders(folder: string, trashFolder: string): Promise<void> {
  for (let each = folder; isWithin(each, trashFolder); each = dirname(each)) {
    try {
      await rmdir(each);
    } catch {
      return;
    }
  }
}

function unconfirmed(kept: number, moved: number): Result<never> {
  const before = moved === 0 ? '' : `${counted(moved, 'image')} went to the system's trash; `;
  return failed(
    'usage',
    `${before}${counted(kept, 'image')} can only be deleted for good: the system has no trash for them.`,
    'Confirm that they may be deleted.',
  );
}

function sentenceOf(
  { system, deleted }: { readonly system: number; readonly deleted: number },
  failures: number,
): string {
  const left = failures === 0 ? '' : ` ${thousands(failures)} could not be removed.`;
  if (system === 0 && deleted === 0)
    return `The trash was empty.${left}`.replace('was empty. ', 'was not emptied: ');
  const parts = [
    ...(system === 0 ? [] : [`moved ${counted(system, 'image')} to the system's trash`]),
    ...(deleted === 0 ? [] : [`deleted ${counted(deleted, 'image')} for good`]),
  ];
  return `Emptied the trash: ${parts.join(', ')}.${left}`;
}
