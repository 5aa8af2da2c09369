import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hashFile } from '../../io/content-hash.ts';
import { type Failure, failed, ok, type Result } from '../../protocol/failure.ts';
import { notMoved, unnoted } from './act.ts';
import type { Decision } from './decision.ts';
import { type Acted, type Desk, inGroups } from './desk.ts';
import { exists } from './destination.ts';
import type { ManifestLine } from './manifest-line.ts';
import { moveFile, temporaryName } from './move-file.ts';
import { undoSentence } from './sentences.ts';
import { placeInWorkspace } from './workspace-places.ts';

/**
 * Brings files back to where they were. One whose place is taken stays where it is, and the
 * failure says where. Later decisions are undone first, so that an image moved twice comes back.
 * @param ids null: the last act that is not undone
 */
export async function undo(ids: readonly number[] | null, desk: Desk): Promise<Result<Acted>> {
  const failures: Failure[] = [];
  const chosen: Decision[] = [];
  for (const id of new Set(ids ?? lastAct(desk))) {
    const decision = desk.manifest.decisions.get(id);
    const problem = whyFinal(id, decision);
    if (problem !== null) failures.push(problem);
    else if (decision !== undefined) chosen.push(decision);
  }
  chosen.sort((a, b) => b.id - a.id);
  const undone: Decision[] = [];
  for (const group of inGroups(chosen)) {
    await desk.manifest.append(group.map(({ id }) => ({ is: 'undo', id })));
    const ends: ManifestLine[] = [];
    for (const decision of group) {
      const { id } = decision;
      const failure = await bringBack(decision, desk);
      ends.push({ is: failure === null ? 'undone' : 'kept', id });
      if (failure === null) undone.push({ ...decision, state: 'undone' });
      else failures.push(failure);
    }
    const { path } = desk.manifest;
    await desk.manifest.append(ends).catch((error) => failures.push(unnoted(path, error)));
  }
  return ok({ decisions: undone, failures, sentence: undoSentence(undone, failures.length) });
}

function lastAct({ manifest }: Desk): number[] {
  const made = [...manifest.decisions.values()].filter(({ state }) => state === 'made');
  const batch = made.at(-1)?.batch;
  return made.filter((decision) => decision.batch === batch).map(({ id }) => id);
}

function whyFinal(id: number, decision: Decision | undefined): Failure | null {
  const hint = 'Look at the list of decisions.';
  if (decision === undefined || decision.state === 'dropped') {
    return failed('usage', `There is no decision ${id} to undo.`, hint).failure;
  }
  const { from, state } = decision;
  if (state === 'undone') {
    return failed('usage', `The decision on ${from} is undone already.`, hint).failure;
  }
  if (state !== 'emptied') return null;
  const message = `${from} is gone from the trash of this workspace, which was emptied.`;
  return failed('usage', message, 'Look for it in the trash of your system.').failure;
}

async function bringBack(decision: Decision, desk: Desk): Promise<Failure | null> {
  const { id, kind, from, to, link } = decision;
  if (kind === 'fine') return null;
  const problem = await whyNot(decision, desk);
  if (problem !== null) return problem;
  try {
    await mkdir(dirname(from), { recursive: true });
    const move = { from: to, to: from, temporary: temporaryName(from, id), linkText: link };
    return (await moveFile(move, desk.system)) === 'moved' ? null : taken(decision);
  } catch (error) {
    return notMoved({ from: to, to: from }, error);
  }
}

async function whyNot(decision: Decision, { manifest, roots }: Desk): Promise<Failure | null> {
  const { from, to, hash } = decision;
  const place = await placeInWorkspace(from, roots);
  if (!place.ok) return place.failure;
  if (!(await exists(to))) {
    const next = [...manifest.decisions.values()].findLast(
      (other) => other.from === to && other.to !== to && other.state === 'made',
    );
    if (next !== undefined) {
      const message = `The image was moved on from ${to} to ${next.to}.`;
      return failed('usage', message, 'Undo that decision first.').failure;
    }
    const message = `The image is no longer at ${to}, so it can't be brought back to ${from}.`;
    return failed('usage', message, 'It was moved or deleted by another program.').failure;
  }
  // A manifest that came with a foreign workspace could name any file of this machine.
  if (!(await placeInWorkspace(to, roots)).ok) {
    const hashed = await hashFile(to);
    if (!hashed.ok || hashed.value !== hash) {
      const message = `${to} is outside the workspace and is not the image that was moved there.`;
      return failed('usage', message, 'Move it back by hand if it should be.').failure;
    }
  }
  return (await exists(from)) ? taken(decision) : null;
}

function taken({ from, to }: Decision): Failure {
  const message = `${from} is taken by another file; the image is still at ${to}.`;
  return failed('usage', message, 'Move or rename that file, then undo again.').failure;
}
