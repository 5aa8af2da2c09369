import type { Decision } from '../curation/decisions/decision.ts';
import { type Decisions, openDecisions } from '../curation/decisions/decisions.ts';
import { openThumbnailCache, type ThumbnailCache } from '../curation/thumbnails/thumbnail-cache.ts';
import { failed, ok, type Result } from '../protocol/failure.ts';
import type { Decision as WireDecision } from '../protocol/lsp.ts';
import type { Store } from '../store/store.ts';
import { uriOf } from '../workspace/uri-path.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What curation keeps of a workspace. */
export interface Curation {
  readonly decisions: Decisions;
  readonly thumbnails: ThumbnailCache;
  readonly store: Store;
}

interface Opened {
  /** Of which folders; others need another one. */
  readonly key: string;
  readonly decisions: Promise<Decisions>;
  readonly thumbnails: Promise<ThumbnailCache>;
}

const openedOf = new WeakMap<Workspace, Opened>();

/** Opened by the first request that needs it, beside the store. */
export async function curationOf(workspace: Workspace): Promise<Result<Curation>> {
  const store = await workspace.store();
  if (!store.ok) return store;
  const { roots, folder } = workspace;
  if (folder === null || roots.length === 0) {
    const hint = 'Open a folder in the editor, then try again.';
    return failed('usage', 'No folder is open, so nothing can be decided on.', hint);
  }
  const key = [folder, ...roots].join('\n');
  let opened = openedOf.get(workspace);
  if (opened?.key !== key) {
    void opened?.thumbnails.then((cache) => cache.close());
    opened = {
      key,
      decisions: openDecisions({ roots, folder }).then((decisions) => {
        store.value.mirrorDecisions(decisions.standing());
        return decisions;
      }),
      thumbnails: openThumbnailCache(folder),
    };
    openedOf.set(workspace, opened);
  }
  const { decisions, thumbnails } = opened;
  return ok({ decisions: await decisions, thumbnails: await thumbnails, store: store.value });
}

/** Tells the store, badges and pages what was decided. */
export function spread(
  { decisions, store }: Curation,
  workspace: Workspace,
  changed: readonly Decision[],
): void {
  store.mirrorDecisions(decisions.standing());
  workspace.announce(changed.map(({ from }) => from.replaceAll('\\', '/')));
}

export function wireDecision({ id, kind, from, to, madeMs, state }: Decision): WireDecision {
  const isUndone = state === 'undone';
  return { id, kind, fromUri: uriOf(from), toUri: uriOf(to), madeMs, isUndone };
}
