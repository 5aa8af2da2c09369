import { lstat, mkdir, readlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hashFile } from '../../io/content-hash.ts';
import { fileTrouble } from '../../io/file-trouble.ts';
import { writeCause } from '../../io/write-safely.ts';
import { type Failure, failed, ok, type Result } from '../../protocol/failure.ts';
import type { Decision } from './decision.ts';
import { type Acted, type Desk, inGroups } from './desk.ts';
import { type DestinationRequest, destinationOf, freePath } from './destination.ts';
import { makeFolder } from './manifest.ts';
import type { ManifestLine } from './manifest-line.ts';
import { moveFile, temporaryName } from './move-file.ts';
import { actSentence } from './sentences.ts';
import { placeInWorkspace } from './workspace-places.ts';

export interface Act extends DestinationRequest {
  /** Absolute paths of image files. */
  readonly paths: readonly string[];
}

type Intent = Omit<Decision, 'state'>;

/** Intents are on the disk before the first file moves; an aborted act keeps what is done. */
export async function actOn(
  act: Act,
  desk: Desk,
  signal: AbortSignal | undefined,
): Promise<Result<Acted>> {
  const { manifest } = desk;
  const batch = manifest.lastBatch + 1;
  const made: Decision[] = [];
  const failures: Failure[] = [];
  const marks = act.kind === 'fine' ? marksOf(desk) : new Map<string, Decision>();
  for (const paths of inGroups([...new Set(act.paths)])) {
    if (signal?.aborted === true) break;
    const intents: Intent[] = [];
    const known = { reserved: new Set<string>(), marks };
    for (const path of paths) {
      const planned = await plan(path, act, desk, known);
      if (!planned.ok) failures.push(planned.failure);
      else if ('state' in planned.value) made.push(planned.value);
      else intents.push({ ...planned.value, batch, id: manifest.lastId + intents.length + 1 });
    }
    await manifest.append(intents.map((decision) => ({ is: 'intent', decision })));
    const ends: ManifestLine[] = [];
    for (const intent of intents) {
      const failure = await carryOut(intent, desk);
      ends.push({ is: failure === null ? 'made' : 'dropped', id: intent.id });
      if (failure === null) made.push({ ...intent, state: 'made' });
      else failures.push(failure);
    }
    // Files have moved: where this can't be noted, it is settled before the next act.
    await manifest.append(ends).catch((error) => failures.push(unnoted(manifest.path, error)));
  }
  const counts = { done: made.length, failures: failures.length };
  return ok({ decisions: made, failures, sentence: actSentence(act, counts) });
}

/** An intent, or the decision that says the same already. */
async function plan(
  path: string,
  act: Act,
  desk: Desk,
  known: { readonly reserved: Set<string>; readonly marks: ReadonlyMap<string, Decision> },
): Promise<Result<Omit<Intent, 'id' | 'batch'> | Decision>> {
  const place = await placeInWorkspace(path, desk.roots);
  if (!place.ok) return place;
  const from = place.value.path;
  const file = await movable(from, desk);
  if (!file.ok) return file;
  const destination = await destinationOf(place.value, act, desk.trashFolder);
  if (!destination.ok) return destination;
  const earlier = known.marks.get(from);
  if (earlier !== undefined) return ok(earlier);
  const to = act.kind === 'fine' ? from : await freePath(destination.value, known.reserved);
  known.reserved.add(to);
  const hashed = await hashFile(from);
  const hash = hashed.ok ? hashed.value : '';
  return ok({ kind: act.kind, from, to, hash, madeMs: Date.now(), ...file.value });
}

/** Marks in force, by path. */
function marksOf({ manifest }: Desk): ReadonlyMap<string, Decision> {
  const all = [...manifest.decisions.values()];
  const marks = all.filter(({ kind, state }) => kind === 'fine' && state === 'made');
  return new Map(marks.map((mark) => [mark.from, mark]));
}

/** A file or a link to be moved as it is; of a link, its text. */
async function movable(path: string, { manifest }: Desk): Promise<Result<{ link?: string }>> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return ok({ link: await readlink(path) });
    if (stats.isFile()) return ok({});
    return failed('usage', `${path} is not a file.`, 'Choose image files.');
  } catch (error) {
    const moved = [...manifest.decisions.values()].findLast(
      ({ from, to, state }) => from === path && to !== path && state === 'made',
    );
    if (moved !== undefined) {
      const message = `${path} was moved to ${moved.to} by an earlier decision.`;
      return failed('usage', message, 'Undo that one first.');
    }
    const { what, hint } = fileTrouble(error);
    return failed('unreadable-image', `${path} ${what}.`, hint, String(error));
  }
}

async function carryOut(intent: Intent, { system, trashFolder }: Desk): Promise<Failure | null> {
  const { kind, id, from, to } = intent;
  if (kind === 'fine') return null;
  try {
    if (kind === 'trash') await makeFolder(trashFolder);
    await mkdir(dirname(to), { recursive: true });
    const outcome = await moveFile({ from, to, temporary: temporaryName(to, id) }, system);
    return outcome === 'moved' ? null : takenMeanwhile(intent);
  } catch (error) {
    return notMoved(intent, error);
  }
}

function takenMeanwhile({ from, to }: Intent): Failure {
  const hint = 'Try again: it then gets another name.';
  return failed('write', `${from} was not moved: a file came to ${to} meanwhile.`, hint).failure;
}

export function notMoved(
  move: { readonly from: string; readonly to: string },
  error: unknown,
): Failure {
  const { what, hint, detail } = writeCause(error);
  const message = `${move.from} could not be moved to ${move.to}: ${what}.`;
  return failed('write', message, hint, detail).failure;
}

export function unnoted(path: string, error: unknown): Failure {
  const { what, hint, detail } = writeCause(error);
  const message = `What was moved could not be noted in ${path}: ${what}; it is noted next time.`;
  return failed('write', message, hint, detail).failure;
}
