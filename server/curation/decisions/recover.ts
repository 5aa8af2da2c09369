import { lstat, rm, unlink } from 'node:fs/promises';
import type { Decision } from './decision.ts';
import type { Manifest } from './manifest.ts';
import type { ManifestLine } from './manifest-line.ts';
import { hasSameContent, temporaryName } from './move-file.ts';
import { placeInWorkspace } from './workspace-places.ts';

/**
 * Settles decisions whose move was cut off by a crash: a file that arrived counts as moved, one
 * that is still at its old place as not. Only under the lock, where no move is under way.
 * @throws what the system throws
 */
export async function recover(manifest: Manifest, roots: readonly string[]): Promise<void> {
  const open = [...manifest.decisions.values()].filter(
    ({ state }) => state === 'intended' || state === 'undoing',
  );
  const lines: ManifestLine[] = [];
  for (const decision of open) {
    const { id, from, to, state } = decision;
    const way = state === 'intended' ? { from, to } : { from: to, to: from };
    const hasArrived = decision.kind === 'fine' || (await settle({ ...way, id }, decision, roots));
    if (state === 'intended') lines.push({ is: hasArrived ? 'made' : 'dropped', id });
    else lines.push({ is: hasArrived ? 'undone' : 'kept', id });
  }
  await manifest.append(lines);
}

async function settle(
  { from, to, id }: { readonly from: string; readonly to: string; readonly id: number },
  decision: Decision,
  roots: readonly string[],
): Promise<boolean> {
  // A manifest that came with a foreign workspace must not have files deleted anywhere.
  if (!(await placeInWorkspace(decision.from, roots)).ok) return false;
  const [old, arrived] = await Promise.all([statOf(from), statOf(to)]);
  if (old === null) return arrived !== null;
  await rm(temporaryName(to, id), { force: true }).catch(() => {});
  if (arrived !== null && (await isOurs(from, to))) await unlink(to);
  return false;
}

/** The second name of the same file, its whole copy, or the empty file that held the name. */
async function isOurs(from: string, to: string): Promise<boolean> {
  const [old, arrived] = [await lstat(from), await lstat(to)];
  if (old.ino === arrived.ino && old.dev === arrived.dev) return true;
  if (arrived.isSymbolicLink()) return old.isSymbolicLink();
  if (!arrived.isFile()) return false;
  return arrived.size === 0 || (await hasSameContent(from, to));
}

function statOf(path: string): Promise<object | null> {
  return lstat(path).catch(() => null);
}
