import type { StandingDecision } from './decisions.ts';
import { diskTrouble } from './disk-trouble.ts';
import type {
  FileStamp,
  ImageGroup,
  ImagePage,
  ImageQuery,
  ImageRow,
  ImageScope,
  Judgement,
  StoredGradeCounts,
} from './images.ts';
import type {
  FeatureRow,
  FileRow,
  KnownContent,
  ResultRow,
  RunPage,
  RunQuery,
  RunRow,
  RunSummary,
  Store,
  StoredFeatures,
  StoredResult,
  Threshold,
  VerdictCounts,
  View,
} from './store.ts';
import type { Tables } from './tables.ts';

export interface Layers {
  readonly path: string | null;
  /** Written and read. */
  readonly upper: Tables;
  /** Read where `upper` knows nothing; null if the disk is the upper layer or there is none. */
  readonly lower: Tables | null;
  readonly isKept: boolean;
  openMemory(): Tables;
  /** Told once, when the disk fails: a cause, as the end of a sentence. */
  onTrouble(cause: string): void;
}

/**
 * One layer while the disk works. When it fails in mid-run, a database in memory is put on top:
 * unfinished runs are copied into it, and all that was written before can still be read.
 */
export class LayeredStore implements Store {
  readonly path: string | null;
  readonly #layers: Layers;
  #upper: Tables;
  #lower: Tables | null;
  #isKept: boolean;
  #isWriting = false;
  readonly #openRuns = new Set<number>();

  constructor(layers: Layers) {
    this.path = layers.path;
    this.#layers = layers;
    this.#upper = layers.upper;
    this.#lower = layers.lower;
    this.#isKept = layers.isKept;
    this.#takeOverDecisions();
  }

  get isKept(): boolean {
    return this.#isKept;
  }

  write<T>(work: () => T): T {
    if (this.#isWriting) return work();
    this.#isWriting = true;
    try {
      try {
        return this.#upper.transaction(work);
      } catch (error) {
        const cause = this.#isKept ? diskTrouble(error) : null;
        if (cause === null) throw error;
        this.#goOnInMemory(cause);
        return this.#upper.transaction(work);
      }
    } finally {
      this.#isWriting = false;
    }
  }

  hashOf(path: string | Uint8Array, sizeBytes: number, mtimeMs: number): KnownContent | null {
    return this.#firstOf((tables) => tables.files.hashOf(path, sizeBytes, mtimeMs));
  }

  putFiles(files: readonly FileRow[]): void {
    this.write(() => this.#upper.files.put(files));
  }

  hasContentOfSize(sizeBytes: number): boolean {
    return this.#firstOf((tables) => tables.files.hasSize(sizeBytes) || null) ?? false;
  }

  contentOf(hash: string, sizeBytes: number): KnownContent | null {
    return this.#firstOf((tables) => tables.files.contentOf(hash, sizeBytes));
  }

  putFeatures(backboneId: string, rows: readonly FeatureRow[]): void {
    this.write(() => this.#upper.features.put(backboneId, rows));
  }

  featuresFor(hashes: readonly string[], backboneId: string): Map<string, StoredFeatures> {
    return this.#gather(hashes, (tables, keys) => tables.features.find(keys, backboneId));
  }

  putResults(detectorId: string, rows: readonly ResultRow[]): void {
    this.write(() => this.#upper.results.put(detectorId, rows));
  }

  resultsFor(hashes: readonly string[], detectorId: string): Map<string, StoredResult> {
    return this.#gather(hashes, (tables, keys) => tables.results.find(keys, detectorId));
  }

  beginRun(run: { readonly folder: string; readonly detectorId: string }): number {
    const id = this.write(() => {
      // In memory, ids go on from those of the disk, so that one id means one run.
      const lastId = Math.max(this.#upper.runs.lastId(), this.#below((t) => t.runs.lastId()) ?? 0);
      return this.#upper.runs.begin(run, this.#isKept ? null : lastId + 1);
    });
    this.#openRuns.add(id);
    return id;
  }

  addRunRows(runId: number, rows: readonly RunRow[]): void {
    this.write(() => this.#upper.runs.add(runId, rows));
  }

  endRun(runId: number): void {
    this.write(() => this.#upper.runs.end(runId));
    this.#openRuns.delete(runId);
  }

  dropRun(runId: number): void {
    this.write(() => this.#upper.runs.drop(runId));
    this.#openRuns.delete(runId);
  }

  runsOf(folder: string): RunSummary[] {
    return this.#withOlder(
      this.#upper.runs.ofFolder(folder),
      this.#below((tables) => tables.runs.ofFolder(folder)),
    );
  }

  pageRun(runId: number, query: RunQuery): RunPage {
    const layer = this.#layerOf(runId);
    const page = layer((tables) => tables.runs.page(runId, query));
    const detectorId = layer((tables) => tables.runs.find(runId)?.detectorId);
    if (this.#lower === null || detectorId === undefined) return page;
    // The neighbours of a copied run are still below.
    const hashes = page.rows.flatMap(({ hash, neighbours }) =>
      hash !== null && neighbours === null ? [hash] : [],
    );
    const below = this.resultsFor(hashes, detectorId);
    const rows = page.rows.map((row) => ({
      ...row,
      neighbours: row.neighbours ?? below.get(row.hash ?? '')?.neighbours ?? null,
    }));
    return { total: page.total, rows };
  }

  countVerdicts(runId: number, threshold: Threshold): VerdictCounts {
    return this.#layerOf(runId)((tables) => tables.runs.count(runId, threshold));
  }

  pValuesOf(runId: number, view: View): Float64Array {
    return this.#layerOf(runId)((tables) => tables.runs.pValues(runId, view));
  }

  allRuns(): RunSummary[] {
    return this.#withOlder(
      this.#upper.runs.all(),
      this.#below((tables) => tables.runs.all()),
    );
  }

  reopenRun(runId: number): void {
    this.write(() => {
      if (this.#upper.runs.find(runId) === null) {
        this.#below((tables) => copyRun(tables, this.#upper, runId));
      }
      this.#upper.images.reopen(runId);
    });
    this.#openRuns.add(runId);
  }

  replaceRunRows(runId: number, rows: readonly RunRow[], seenMs: number): void {
    this.write(() => {
      const paths = rows.map((row) => row.path);
      this.#upper.images.drop(runId, paths);
      this.#upper.runs.add(runId, rows, seenMs);
    });
  }

  dropUnseenRows(scope: ImageScope, seenMs: number): string[] {
    return this.write(() => this.#upper.images.dropUnseen(scope, seenMs));
  }

  dropRunRows(runId: number, paths: readonly string[]): void {
    this.write(() => this.#upper.images.drop(runId, paths));
  }

  imagesAt(runIds: readonly number[], paths: readonly string[]): Map<string, ImageRow> {
    return this.#layerOfAll(runIds)((tables) => tables.images.at(runIds, paths));
  }

  pageImages(scope: ImageScope, query: ImageQuery): ImagePage {
    return this.#layerOfAll(scope.runIds)((tables) => tables.images.page(scope, query));
  }

  groupImages(scope: ImageScope, query: Pick<ImageQuery, 'judgement' | 'filter'>): ImageGroup[] {
    return this.#layerOfAll(scope.runIds)((tables) => tables.images.groups(scope, query));
  }

  countGrades(scope: ImageScope, judgement: Judgement): StoredGradeCounts {
    const count = (tables: Tables): StoredGradeCounts =>
      tables.images.countGrades(scope, judgement);
    return this.#layerOfAll(scope.runIds)(count);
  }

  countPValues(scope: ImageScope, view: View): { p: number; count: number }[] {
    return this.#layerOfAll(scope.runIds)((tables) => tables.images.countPValues(scope, view));
  }

  stampsOf(scope: ImageScope): Iterable<FileStamp> {
    return this.#layerOfAll(scope.runIds)((tables) => tables.images.stamps(scope));
  }

  remember(key: string, value: string | null): void {
    this.write(() => this.#upper.kept.put(key, value));
  }

  recall(key: string): string | null {
    return this.#firstOf((tables) => tables.kept.get(key));
  }

  mirrorDecisions(standing: readonly StandingDecision[]): void {
    this.write(() => this.#upper.decisions.mirror(standing));
  }

  close(): void {
    this.#upper.close();
    this.#lower?.close();
    this.#lower = null;
  }

  #goOnInMemory(cause: string): void {
    const disk = this.#upper;
    const memory = this.#layers.openMemory();
    this.#isKept = false;
    this.#upper = memory;
    this.#lower = disk;
    this.#layers.onTrouble(cause);
    this.#takeOverDecisions();
    for (const runId of this.#openRuns) {
      this.#below((tables) => copyRun(tables, memory, runId));
    }
  }

  /** Pages ask in one layer whether an image was decided upon. */
  #takeOverDecisions(): void {
    const decisions = this.#below((tables) => tables.decisions.all());
    if (decisions !== null) this.#upper.decisions.mirror(decisions);
  }

  #withOlder(runs: readonly RunSummary[], older: readonly RunSummary[] | null): RunSummary[] {
    const ids = new Set(runs.map((run) => run.id));
    return [...runs, ...(older ?? []).filter((run) => !ids.has(run.id))];
  }

  /** Asks the lower layer; a damaged file must not end the run that only wanted to save work. */
  #below<T>(ask: (tables: Tables) => T): T | null {
    if (this.#lower === null) return null;
    try {
      return ask(this.#lower);
    } catch (error) {
      if (diskTrouble(error) === null) throw error;
      this.#lower = null;
      return null;
    }
  }

  /** Asks the upper layer; a disk that fails while it is read becomes the lower layer at once. */
  #above<T>(ask: (tables: Tables) => T): T {
    try {
      return ask(this.#upper);
    } catch (error) {
      const cause = this.#isKept && !this.#isWriting ? diskTrouble(error) : null;
      if (cause === null) throw error;
      this.#goOnInMemory(cause);
      return ask(this.#upper);
    }
  }

  #firstOf<T>(ask: (tables: Tables) => T | null): T | null {
    return this.#above(ask) ?? this.#below(ask);
  }

  #gather<T>(
    hashes: readonly string[],
    ask: (tables: Tables, hashes: readonly string[]) => Map<string, T>,
  ): Map<string, T> {
    const found = this.#above((tables) => ask(tables, hashes));
    if (this.#lower === null || found.size === hashes.length) return found;
    const missing = hashes.filter((hash) => !found.has(hash));
    const below = this.#below((tables) => ask(tables, missing));
    for (const [hash, value] of below ?? []) found.set(hash, value);
    return found;
  }

  #layerOf(runId: number): <T>(ask: (tables: Tables) => T) => T {
    const isAbove = this.#above((tables) => tables.runs.find(runId)) !== null;
    return (ask) => (isAbove ? null : this.#below(ask)) ?? this.#above(ask);
  }

  /** After a disk failed, runs may lie in both layers: those that lie with the newest are seen. */
  #layerOfAll(runIds: readonly number[]): <T>(ask: (tables: Tables) => T) => T {
    if (this.#lower === null || runIds.length === 0) return (ask) => this.#above(ask);
    return this.#layerOf(Math.max(...runIds));
  }
}

const COPIED_ROWS = 1000;

function copyRun(from: Tables, to: Tables, runId: number): void {
  const run = from.runs.find(runId);
  if (run === null) return;
  to.transaction(() => {
    to.runs.begin(run, runId);
    for (let offset = 0; ; offset += COPIED_ROWS) {
      const { rows } = from.runs.page(runId, { offset, count: COPIED_ROWS });
      if (rows.length === 0) return;
      to.runs.add(runId, rows);
    }
  });
}
