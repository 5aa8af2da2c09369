import type { Source } from '../pipeline/score-files.ts';
import type { FileStamp } from '../store/images.ts';
import type { Store } from '../store/store.ts';
import type { RescoreTarget } from './rescore-plan.ts';

/** Tells files that came or changed from those that did not, and in the end which went. */
export class Changes {
  readonly #target: RescoreTarget;
  readonly #store: Store;
  readonly #known = new Map<string, Omit<FileStamp, 'path'>>();

  constructor(target: RescoreTarget, store: Store) {
    this.#target = target;
    this.#store = store;
    const { runId, parts } = target;
    if (parts === null) this.#add(store.stampsOf({ runIds: [runId] }));
    for (const below of parts ?? []) this.#add(store.stampsOf({ runIds: [runId], below }));
    // The parts that are files themselves.
    this.#add(store.imagesAt([runId], parts ?? []).values());
  }

  async *of(sources: AsyncIterable<Source>): AsyncGenerator<Source> {
    for await (const source of sources) {
      const known = this.#known.get(source.shownPath);
      this.#known.delete(source.shownPath);
      if (known === undefined && this.#target.isPartial) continue;
      const isSame =
        known !== undefined &&
        'mtimeMs' in source &&
        known.modifiedMs === source.mtimeMs &&
        known.sizeBytes === source.sizeBytes;
      if (!isSame) yield source;
    }
  }

  /** Without those that a decision moved: their rows are how they are found again. */
  gone(): string[] {
    const rows = this.#store.imagesAt([this.#target.runId], [...this.#known.keys()]);
    return [...rows.values()].flatMap(({ path, decision }) => (decision === null ? [path] : []));
  }

  #add(stamps: Iterable<FileStamp>): void {
    for (const { path, modifiedMs, sizeBytes } of stamps) {
      this.#known.set(path, { modifiedMs, sizeBytes });
    }
  }
}
