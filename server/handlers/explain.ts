import { basename } from 'node:path';
import { explainImage } from '../curation/explain/explain-image.ts';
import { type NamedDistance, prototypeDistances } from '../curation/explain/prototype-distances.ts';
import { scoreOne } from '../curation/explain/score-one.ts';
import { failed, ok, type Result } from '../protocol/failure.ts';
import type { ExplainAnswer } from '../protocol/lsp.ts';
import type { ImageRow } from '../store/images.ts';
import { recordOfRow } from '../workspace/tile.ts';
import { pathsOf, uriOf } from '../workspace/uri-path.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Handler } from './answer.ts';
import { fileNow } from './file-now.ts';
import { type Curation, curationOf, wireDecision } from './workspace-curation.ts';

/** An image that was not scored is scored now, by itself. */
export const explain: Handler<{ readonly uri: string }, ExplainAnswer> = async (
  { uri },
  { workspace, signal },
) => {
  const paths = pathsOf([uri]);
  if (!paths.ok) return paths;
  const curation = await curationOf(workspace);
  if (!curation.ok) return curation;
  const { decisions } = curation.value;
  const path = paths.value[0]!;
  const decision = decisions.of(path);
  const now = fileNow(path, decisions);
  const parts = { workspace, curation: curation.value, signal };
  const found = await rowOf(path, decision?.from.replaceAll('\\', '/') ?? path, now, parts);
  if (!found.ok) return found;
  const row = found.value;
  const card = await workspace.card();
  if (card === null) return noCard(await workspace.detector());
  const threshold = await workspace.threshold();
  const run = curation.value.store.allRuns().find(({ id }) => id === row.runId);
  const explained = await explainImage({
    record: recordOfRow(row, card, threshold),
    ...{ neighbours: row.neighbours, detector: card.metadata, threshold, path: now, uriOf },
    ...{ detectorName: basename(card.path), device: card.device },
    distances: row.error === null ? await distancesOf(row, now, parts) : [],
    scoredMs: run?.finishedMs ?? run?.startedMs ?? Date.now(),
  });
  const tile = await workspace.tileOf(row);
  return ok({ ...explained, tile, decision: decision === null ? null : wireDecision(decision) });
};

interface Parts {
  readonly workspace: Workspace;
  readonly curation: Curation;
  readonly signal: AbortSignal;
}

/**
 * The row of the path asked for, else of the place that the image had when it was scored.
 * @param now where the image is now
 */
async function rowOf(
  path: string,
  scored: string,
  now: string,
  parts: Parts,
): Promise<Result<ImageRow>> {
  const { workspace, curation, signal } = parts;
  const rows = await workspace.imagesAt([path, scored]);
  const known = rows.get(path) ?? rows.get(scored);
  if (known !== undefined) return ok(known);
  const detector = await workspace.detector();
  if (!detector.ok) return detector;
  const { store } = curation;
  const one = await scoreOne(now, { detector: detector.value, store }, signal);
  if (!one.ok) return one;
  const { modifiedMs = null, sizeBytes = null, ...row } = one.value;
  const place = { position: 0, runId: 0, modifiedMs, sizeBytes, decision: null };
  return ok({ ...row, ...place, path });
}

/** Null where the detector can't be loaded: the rest is still told. */
async function distancesOf(
  row: ImageRow,
  now: string,
  { workspace, curation, signal }: Parts,
): Promise<readonly NamedDistance[] | null> {
  const detector = await workspace.detector();
  if (!detector.ok) return null;
  const { pathBytes, hash } = row;
  const file = { path: now, hash, ...(pathBytes === undefined ? {} : { pathBytes }) };
  const parts = { detector: detector.value, store: curation.store };
  const distances = await prototypeDistances(file, parts, signal);
  signal.throwIfAborted();
  return distances.ok ? distances.value : null;
}

function noCard(detector: Result<unknown>): Result<never> {
  if (!detector.ok) return detector;
  return failed('detector-unusable', 'Nothing is known of the detector.', 'Fit it again.');
}
