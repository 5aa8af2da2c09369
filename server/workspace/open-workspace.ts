import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benjaminiHochbergThreshold } from '../core/calibration/benjamini-hochberg.ts';
import type { OpenDetector } from '../pipeline/open-detector.ts';
import { DEFAULT_ALPHA } from '../protocol/detector.ts';
import type { Failure, Result } from '../protocol/failure.ts';
import { failed, ok } from '../protocol/failure.ts';
import type {
  DetectorState,
  GradeCounts,
  HistogramAnswer,
  ScoreAnswer,
  ScoredFolder,
  ServerSettings,
  ThresholdAnswer,
  Tile,
  WireThreshold,
  WorkspaceState,
} from '../protocol/lsp.ts';
import type { ImageRow, ImageScope, Judgement } from '../store/images.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { ActiveDetector, type DetectorLease, stampOf } from './active-detector.ts';
import { Announcer } from './announcer.ts';
import { cardOf, type DetectorCard, factsOf, recallCard, rememberCard } from './detector-card.ts';
import { type FoundSettings, findSettings, slashed } from './find-settings.ts';
import { GroupedPages } from './grouped-pages.ts';
import { histogramOf } from './histogram.ts';
import { JobList } from './job-list.ts';
import { ProblemRows } from './problem-rows.ts';
import { rescoreJob } from './rescore-job.ts';
import { scoreInWorkspace } from './score-in-workspace.ts';
import { ScoredFolders } from './scored-folders.ts';
import { thresholdAnswer } from './threshold-words.ts';
import { tileOf } from './tile.ts';
import { uriOf } from './uri-path.ts';
import type {
  JobWork,
  Workspace,
  WorkspaceEvents,
  WorkspacePage,
  WorkspaceQuery,
} from './workspace.ts';

/** Problems rows follow a run at most this often: each is a page of the store. */
const PROBLEMS_EVERY_MS = 2000;
const MOST_PROBLEMS = 10_000;

export interface WorkspaceOptions {
  readonly roots: readonly string[];
  readonly isTrusted: boolean;
  readonly settings: ServerSettings;
}

/** The workspace of a window, on the disk of this machine. Nothing is opened before it is asked. */
export class OpenWorkspace implements Workspace {
  readonly isTrusted: boolean;
  readonly jobs: JobList = new JobList();
  readonly #events: WorkspaceEvents;
  readonly #active = new ActiveDetector();
  readonly #announcer: Announcer;
  readonly #problems: ProblemRows;
  readonly #groupedPages = new GroupedPages();
  #roots: readonly string[];
  #settings: ServerSettings;
  #found: Promise<FoundSettings> | null = null;
  #store: {
    readonly folder: string;
    readonly store: Store;
    readonly folders: ScoredFolders;
  } | null = null;
  #card: DetectorCard | null = null;
  #fdrThreshold: number | null = null;
  #problemsTimer: NodeJS.Timeout | null = null;
  #isDisposed = false;

  constructor(options: WorkspaceOptions, events: WorkspaceEvents) {
    this.#roots = options.roots.map(slashed);
    this.isTrusted = options.isTrusted;
    this.#settings = options.settings;
    this.#events = events;
    this.#announcer = new Announcer((paths) => {
      events.onChanged(paths?.map(uriOf) ?? null, this.running());
    });
    this.#problems = new ProblemRows(events.publish);
  }

  get roots(): readonly string[] {
    return this.#roots;
  }

  get settings(): ServerSettings {
    return this.#settings;
  }

  get folder(): string | null {
    return this.#store?.folder ?? null;
  }

  found(): Promise<FoundSettings> {
    this.#found ??= findSettings(this.#roots, this.#settings);
    return this.#found;
  }

  async store(): Promise<Result<Store>> {
    const opened = await this.#openedStore(true);
    return opened.ok ? ok(opened.value!.store) : opened;
  }

  async detector(): Promise<Result<OpenDetector>> {
    const lease = await this.lease();
    if (!lease.ok) return lease;
    lease.value.release();
    return ok(lease.value.detector);
  }

  /** The detector for a job, which keeps it even where another one is fitted meanwhile. */
  async lease(): Promise<Result<DetectorLease>> {
    const found = await this.found();
    const refusal = this.#refusal(found);
    if (refusal !== null) return { ok: false, failure: refusal };
    const path = found.detectorPath!;
    const lease = await this.#active.lease(path);
    if (!lease.ok) return lease;
    const { detector, stamp } = lease.value;
    if (this.#card?.path === path && this.#card.stamp === stamp) return lease;
    const store = await this.#openedStore(true);
    this.#setCard(cardOf(detector, { path, stamp }));
    if (store.ok) rememberCard(store.value!.store, this.#card!);
    return lease;
  }

  async card(): Promise<DetectorCard | null> {
    const { detectorPath } = await this.found();
    if (detectorPath === null) return null;
    const stamp = await stampOf(detectorPath);
    const isFresh = (card: DetectorCard | null): boolean => {
      return card?.path === detectorPath && (card.stamp === stamp || stamp === null);
    };
    if (isFresh(this.#card)) return this.#card;
    const opened = await this.#openedStore(false);
    const recalled =
      opened.ok && opened.value !== null ? recallCard(opened.value.store, detectorPath) : null;
    // What can't be loaded is shown as it was.
    if (isFresh(recalled) || (recalled !== null && !this.isTrusted)) {
      this.#setCard(recalled);
      return recalled;
    }
    const lease = await this.lease();
    if (!lease.ok) return recalled;
    lease.value.release();
    return this.#card;
  }

  async detectorState(): Promise<DetectorState> {
    const found = await this.found();
    const { configurationPath } = found;
    const card = await this.card();
    const refusal = this.#refusal(found);
    const isMissing = refusal === null && (await stampOf(found.detectorPath!)) === null;
    const failure =
      isMissing || (refusal === null && card === null) ? await this.#loadFailure() : refusal;
    return {
      detector: card === null ? null : factsOf(card, await this.threshold()),
      failure,
      configurationUri: configurationPath === null ? null : uriOf(configurationPath),
    };
  }

  async refresh(): Promise<void> {
    this.#found = null;
    this.#fdrThreshold = null;
    const { folder } = await this.found();
    if (this.#store !== null && this.#store.folder !== folder && this.jobs.running() === null) {
      this.#store.store.close();
      this.#store = null;
      this.#card = null;
    }
    this.announce(null);
  }

  setSettings(settings: ServerSettings): Promise<void> {
    this.#settings = settings;
    return this.refresh();
  }

  setRoots(roots: readonly string[]): Promise<void> {
    this.#roots = roots.map(slashed);
    return this.refresh();
  }

  async threshold(): Promise<WireThreshold> {
    const { configuration } = await this.found();
    const card = await this.#cardIfKnown();
    const view = configuration.view ?? 'combined';
    const remembered = await this.#rememberedThreshold();
    const fallback = configuration.alpha ?? card?.metadata.alpha ?? DEFAULT_ALPHA;
    const p = remembered ?? (await this.#fdr(view)) ?? fallback;
    return { view, p };
  }

  async setThreshold(p: number | null): Promise<void> {
    const opened = await this.#openedStore(true);
    if (opened.ok) opened.value!.store.remember('threshold', p === null ? null : String(p));
    this.announce(null);
  }

  async judgement(): Promise<Judgement> {
    const card = await this.#cardIfKnown();
    return { ...(await this.threshold()), smallestP: card?.smallestP ?? 0 };
  }

  async folders(): Promise<readonly ScoredFolder[]> {
    const { folders } = (await this.scoredIfAny()) ?? {};
    const card = await this.card();
    return folders?.list(card?.id ?? null, await this.judgement()) ?? [];
  }

  async scope(folder?: string): Promise<ImageScope> {
    const { folders } = (await this.scoredIfAny()) ?? {};
    const card = await this.card();
    return folders?.scope(card?.id ?? null, folder) ?? { runIds: [] };
  }

  async baseOf({ runIds }: ImageScope): Promise<string | null> {
    const { folders } = (await this.scoredIfAny()) ?? {};
    const [runId] = runIds;
    if (folders === undefined || runIds.length !== 1) return null;
    const runs = folders.runs((await this.card())?.id ?? null);
    return runs.find(({ id }) => id === runId)?.folder ?? null;
  }

  async imagesAt(paths: readonly string[]): Promise<ReadonlyMap<string, ImageRow>> {
    const { store } = (await this.scoredIfAny()) ?? {};
    const { runIds } = await this.scope();
    return store?.imagesAt(runIds, paths) ?? new Map();
  }

  async tileOf(row: ImageRow): Promise<Tile> {
    return (await this.tilesOf([row]))[0]!;
  }

  async tilesOf(rows: readonly ImageRow[]): Promise<readonly Tile[]> {
    const card = await this.card();
    const { folders } = (await this.scoredIfAny()) ?? {};
    if (card === null || folders === undefined) return [];
    const threshold = await this.threshold();
    const byRun = new Map(folders.runs(card.id).map((run) => [run.id, run.folder]));
    return rows.map((row) => tileOf(row, byRun.get(row.runId) ?? '', { card, threshold }));
  }

  async page(scope: ImageScope, query: WorkspaceQuery): Promise<WorkspacePage> {
    const { store } = (await this.scoredIfAny()) ?? {};
    if (store === undefined || scope.runIds.length === 0) return { total: 0, rows: [], groups: [] };
    const judged = { ...query, judgement: await this.judgement() };
    if (query.isGrouped !== true) return { ...store.pageImages(scope, judged), groups: [] };
    return this.#groupedPages.page(store, scope, judged);
  }

  async counts(scope: ImageScope): Promise<GradeCounts> {
    const { store } = (await this.scoredIfAny()) ?? {};
    if (store === undefined || scope.runIds.length === 0) return noCounts;
    return store.countGrades(scope, await this.judgement());
  }

  async histogram(folder?: string): Promise<Result<HistogramAnswer>> {
    const card = await this.card();
    if (card === null)
      return { ok: false, failure: (await this.detectorState()).failure ?? noDetector };
    const { store } = (await this.scoredIfAny()) ?? {};
    const threshold = await this.threshold();
    const scope = await this.scope(folder);
    const isEmpty = store === undefined || scope.runIds.length === 0;
    const counts = isEmpty ? [] : store.countPValues(scope, threshold.view);
    return ok(histogramOf(counts, card, threshold));
  }

  async tryThreshold(folder: string | undefined, p: number): Promise<Result<ThresholdAnswer>> {
    const card = await this.card();
    if (card === null)
      return { ok: false, failure: (await this.detectorState()).failure ?? noDetector };
    const { store } = (await this.scoredIfAny()) ?? {};
    const threshold = { ...(await this.threshold()), p };
    const scope = await this.scope(folder);
    const isEmpty = store === undefined || scope.runIds.length === 0;
    const judgement = { ...threshold, smallestP: card.smallestP };
    const counts = isEmpty ? noCounts : store.countGrades(scope, judgement);
    return ok(thresholdAnswer(counts, threshold, card.calibrationCount));
  }

  score(paths: readonly string[], work: JobWork): Promise<Result<ScoreAnswer>> {
    return scoreInWorkspace(this, paths, work);
  }

  rescoreChanged(paths: readonly string[], work: JobWork): Promise<Result<ScoreAnswer>> {
    return rescoreJob(this, paths, work);
  }

  running(): WorkspaceState['running'] {
    return this.jobs.running();
  }

  announce(paths: readonly string[] | null): void {
    if (this.#isDisposed) return;
    this.#fdrThreshold = null;
    this.#groupedPages.forget();
    this.#announcer.add(paths);
    this.#problemsTimer ??= setTimeout(
      () => {
        this.#problemsTimer = null;
        void this.showProblems();
      },
      this.running() === null ? 50 : PROBLEMS_EVERY_MS,
    ).unref();
  }

  /** Says at once what the announcer holds back: a job has ended. */
  flush(): void {
    this.#announcer.flush();
  }

  async showProblems(): Promise<void> {
    try {
      const { problems } = this.#settings;
      const tiles = problems.severity === 'off' ? [] : await this.mostUnusual(problems.most);
      if (!this.#isDisposed) this.#problems.show(tiles, problems);
    } catch (error) {
      this.log(`Problems rows: ${String(error)}`);
    }
  }

  /** Undecided images that are flagged, the most unusual first. */
  async mostUnusual(most: number): Promise<readonly Tile[]> {
    const page = await this.page(await this.scope(), {
      filter: { grades: ['very-unusual', 'unusual'], isDecided: false },
      sort: 'p',
      offset: 0,
      count: Math.max(0, Math.min(most, MOST_PROBLEMS)),
    });
    return this.tilesOf(page.rows);
  }

  say(severity: 'information' | 'warning' | 'error', sentence: string): void {
    this.#events.onSaid(severity, sentence);
  }

  log(line: string): void {
    this.#events.log(line);
  }

  /** The folders of the store that is open, for jobs. */
  async scored(): Promise<Result<{ readonly store: Store; readonly folders: ScoredFolders }>> {
    const opened = await this.#openedStore(true);
    return opened.ok ? ok(opened.value!) : opened;
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#announcer.dispose();
    if (this.#problemsTimer !== null) clearTimeout(this.#problemsTimer);
    await this.#active.dispose();
    this.#store?.store.close();
    this.#store = null;
  }

  #refusal(found: FoundSettings): Failure | null {
    if (found.failure !== null) return found.failure;
    if (found.detectorPath === null) return noDetector;
    return this.isTrusted ? null : untrusted;
  }

  async #loadFailure(): Promise<Failure | null> {
    const lease = await this.lease();
    if (!lease.ok) return lease.failure;
    lease.value.release();
    return null;
  }

  #setCard(card: DetectorCard | null): void {
    this.#card = card;
  }

  /** Never loads a detector: asked for by everything that is drawn. */
  async #cardIfKnown(): Promise<DetectorCard | null> {
    return this.#card ?? (await this.card());
  }

  async #rememberedThreshold(): Promise<number | null> {
    const { store } = (await this.scoredIfAny()) ?? {};
    const text = store?.recall('threshold') ?? null;
    const p = Number(text);
    return text !== null && p > 0 && p <= 1 ? p : null;
  }

  /** With a false discovery rate the threshold follows from all that is scored. */
  async #fdr(view: WireThreshold['view']): Promise<number | null> {
    const { fdr } = (await this.found()).configuration;
    const { store, folders } = (await this.scoredIfAny()) ?? {};
    if (fdr === undefined || store === undefined || folders === undefined) return null;
    if (this.#fdrThreshold === null) {
      const runIds = folders.runs(this.#card?.id ?? null).map((run) => run.id);
      if (runIds.length === 0) return null;
      const counts = store.countPValues({ runIds }, view);
      const values = counts.flatMap(({ p, count }) => new Array<number>(count).fill(p));
      this.#fdrThreshold = benjaminiHochbergThreshold(values, fdr);
    }
    return this.#fdrThreshold;
  }

  async scoredIfAny(): Promise<{ readonly store: Store; readonly folders: ScoredFolders } | null> {
    const opened = await this.#openedStore(false);
    return opened.ok ? opened.value : null;
  }

  /** @param isMade false: null where there is no store yet, so that looking leaves no trace */
  async #openedStore(
    isMade: boolean,
  ): Promise<Result<{ readonly store: Store; readonly folders: ScoredFolders } | null>> {
    if (this.#store !== null) return ok(this.#store);
    const { folder, failure } = await this.found();
    if (folder === null) return { ok: false, failure: failure ?? noFolder };
    if (this.#store !== null) return ok(this.#store);
    if (!isMade && !existsSync(join(folder, 'store.sqlite'))) return ok(null);
    const opened = openStore(folder, { onNote: (note) => this.say('warning', note) });
    if (!opened.ok) return opened;
    const store = opened.value;
    this.#store = { folder, store, folders: new ScoredFolders(store) };
    return ok(this.#store);
  }
}

const noCounts: GradeCounts = {
  veryUnusual: 0,
  unusual: 0,
  ordinary: 0,
  unreadable: 0,
  decided: 0,
};

const noFolder: Failure = failed(
  'usage',
  'No folder is open.',
  'Open the folder that holds your images.',
).failure;

const noDetector: Failure = failed(
  'detector-unusable',
  'There is no detector yet.',
  'Fit one: choose a folder of images that belong.',
).failure;

const untrusted: Failure = failed(
  'detector-unusable',
  'This workspace is not trusted, so its detector is not loaded; stored results can be looked at.',
  'Trust the workspace to score images.',
).failure;
