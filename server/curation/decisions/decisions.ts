import { stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { failed, ok, type Result } from '../../protocol/failure.ts';
import type { StandingDecision } from '../../store/decisions.ts';
import { diskTrouble } from '../../store/disk-trouble.ts';
import { type Act, actOn } from './act.ts';
import type { Decision } from './decision.ts';
import type { Acted, Desk } from './desk.ts';
import { type EmptyOptions, emptyTrash, type TrashEmptied } from './empty-trash.ts';
import { withExclusiveLock } from './exclusive-lock.ts';
import { Manifest, makeFolder } from './manifest.ts';
import { type MoveSystem, moveSystem } from './move-file.ts';
import { recover } from './recover.ts';
import { undo } from './undo.ts';

export interface DecisionsOptions {
  /** Folders of the workspace: nothing outside is touched. */
  readonly roots: readonly string[];
  /** Holds manifest and trash; by default `.grood` in the first root. */
  readonly folder?: string;
  readonly system?: MoveSystem;
}

/**
 * The decisions of a workspace: acts on images, and their undoing, kept in `.grood/decisions.jsonl`
 * from before a file moves. Several processes may use one folder: they take turns.
 */
export class Decisions {
  readonly #desk: Desk;
  readonly #folder: string;
  #turn: Promise<unknown> = Promise.resolve();
  #byPath: { readonly version: number; readonly ids: ReadonlyMap<string, number> } | null = null;

  /** Opened by `openDecisions`. */
  constructor({ roots, folder, system = moveSystem }: DecisionsOptions) {
    const folders = roots.map((root) => resolve(root));
    this.#folder = resolve(folder ?? join(folders[0] ?? '.', '.grood'));
    const trashFolder = join(this.#folder, 'trash');
    this.#desk = { manifest: new Manifest(this.#folder), roots: folders, trashFolder, system };
  }

  /** Quarantine, trash, relabel or mark; files that can't be acted upon are among the failures. */
  act(request: Act, work: { readonly signal?: AbortSignal } = {}): Promise<Result<Acted>> {
    return this.#exclusively(() => actOn(request, this.#desk, work.signal));
  }

  /** @param ids absent: the last act that is not undone */
  undo(ids?: readonly number[]): Promise<Result<Acted>> {
    return this.#exclusively(() => undo(ids ?? null, this.#desk));
  }

  /** Fails, and deletes nothing, where files would be gone for good without `isConfirmed`. */
  emptyTrash(options: EmptyOptions): Promise<Result<TrashEmptied>> {
    return this.#exclusively(() => emptyTrash(this.#desk, options));
  }

  /** Reads what other processes decided, and settles what a crash cut off. */
  async refresh(): Promise<Result<void>> {
    if (await stat(this.#desk.manifest.path).catch(() => null)) {
      return this.#exclusively(async () => ok(undefined));
    }
    return ok(undefined);
  }

  /** Oldest first, undone and dropped ones too. */
  list(): readonly Decision[] {
    return [...this.#desk.manifest.decisions.values()];
  }

  /**
   * What stands and can be undone, for the store's mirror: paths with `/` between folders. A moved
   * image is in it twice, so that it counts as decided at its new place too, if that is scored.
   */
  standing(): StandingDecision[] {
    return this.list()
      .filter(({ state }) => state === 'made')
      .flatMap(({ kind, from, to }) =>
        [...new Set([from, to])].map((path) => ({ kind, path: path.replaceAll(sep, '/') })),
      );
  }

  /** Another number after every change, for what is derived from `list`. */
  get version(): number {
    return this.#desk.manifest.version;
  }

  /** The decision in force on an image, by the path it had or has. */
  of(path: string): Decision | null {
    const { manifest } = this.#desk;
    if (this.#byPath?.version !== manifest.version) {
      const ids = new Map<string, number>();
      for (const { id, from, to, state } of manifest.decisions.values()) {
        if (state === 'made' || state === 'emptied') ids.set(from, id).set(to, id);
      }
      this.#byPath = { version: manifest.version, ids };
    }
    return manifest.decisions.get(this.#byPath.ids.get(resolve(path)) ?? 0) ?? null;
  }

  #exclusively<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    const { manifest, roots } = this.#desk;
    const locked = async (): Promise<Result<T>> => {
      try {
        await makeFolder(this.#folder);
        return await withExclusiveLock(join(this.#folder, 'decisions.lock'), async () => {
          await manifest.catchUp();
          await recover(manifest, roots);
          return work();
        });
      } catch (error) {
        const cause = diskTrouble(error);
        if (cause === null) throw error;
        return notKept(manifest.path, cause);
      }
    };
    const result = this.#turn.then(locked);
    this.#turn = result.catch(() => {});
    return result;
  }
}

function notKept(path: string, cause: string): Result<never> {
  const message = `${path} could not be written: ${cause}.`;
  return failed('write', message, 'Make the disk writable, then try again.');
}

/**
 * Reads the manifest. What a crash cut off is settled; where that can't be done now, it is before
 * the next act.
 */
export async function openDecisions(options: DecisionsOptions): Promise<Decisions> {
  const decisions = new Decisions(options);
  await decisions.refresh();
  return decisions;
}
