/**
 * The conversation between editor and server beyond standard LSP, method by method. Requests carry
 * all they need; URIs are strings; wire types are plain data. `docs/protocol.md` lists the same.
 */
import { NotificationType, RequestType, RequestType0 } from 'vscode-languageserver-protocol';
import type { CalibrationMetadata, PrototypeSource } from './detector.ts';
import type { Failure } from './failure.ts';
import type { ScoreRecord } from './record.ts';

/** Which p-value decides and up to where. */
export interface WireThreshold {
  readonly view: 'combined' | 'grood';
  /** Images with p at most this are unusual, 0..1. */
  readonly p: number;
}

/** The detector that serves a workspace; `failure` says why there is none. */
export interface DetectorState {
  readonly detector: DetectorFacts | null;
  readonly failure: Failure | null;
  /** The grood.json that declares it, or null. */
  readonly configurationUri: string | null;
}

export interface DetectorFacts {
  readonly name: string;
  readonly uri: string;
  readonly classes: readonly string[];
  readonly images: number;
  readonly backbone: string;
  readonly sizePx: number;
  readonly prototype: PrototypeSource;
  readonly calibration: Pick<CalibrationMetadata, 'kind' | 'count'>;
  /** Engine and device really in use, for people: `ONNX Runtime · CPU`. */
  readonly device: string;
  readonly threshold: WireThreshold;
  /** One sentence: classes, images, calibration and whether it is valid. */
  readonly sentence: string;
  readonly warnings: readonly string[];
}

export interface FitParams {
  /** Workspace folder; grood.json is written there. */
  readonly workspaceUri: string;
  readonly trainUri: string;
  readonly valUri?: string;
  readonly oodUri?: string;
  /** A model file; absent: the bundled backbone. */
  readonly backboneUri?: string;
  readonly fast?: boolean;
  readonly workDoneToken?: string;
}

export interface FitAnswer {
  readonly sentence: string;
  readonly warnings: readonly string[];
  readonly detectorUri: string;
  readonly configurationUri: string;
}

/** Client to server. Fits, writes grood.json and the detector, makes it the active one. */
export const fitRequest: RequestType<FitParams, FitAnswer, Failure> = new RequestType('grood/fit');

export interface ScoreParams {
  /** Folders and images. */
  readonly uris: readonly string[];
  readonly workDoneToken?: string;
}

export interface ScoreAnswer {
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly folders: readonly ScoredFolder[];
  readonly isCancelled: boolean;
}

/** Client to server; cancellable. Results arrive meanwhile by `resultsChanged`. */
export const scoreRequest: RequestType<ScoreParams, ScoreAnswer, Failure> = new RequestType(
  'grood/score',
);

/** Client to server. Rescores what changed below scored folders, by size and time. */
export const rescoreChangedRequest: RequestType<ScoreParams, ScoreAnswer, Failure> =
  new RequestType('grood/rescoreChanged');

export interface ScoredFolder {
  readonly uri: string;
  readonly scoredMs: number;
  readonly counts: GradeCounts;
  /** The run was cancelled: images are missing. */
  readonly isPartial: boolean;
  /** Files came, changed or went since. */
  readonly isStale: boolean;
}

export interface GradeCounts {
  readonly veryUnusual: number;
  readonly unusual: number;
  readonly ordinary: number;
  readonly unreadable: number;
  /** Acted upon: quarantined, trashed, relabelled or marked as fine. */
  readonly decided: number;
}

/** Client to server: detector, folders and threshold, for side bar and status bar. */
export const stateRequest: RequestType0<WorkspaceState, Failure> = new RequestType0('grood/state');

export interface WorkspaceState {
  readonly detector: DetectorState;
  readonly folders: readonly ScoredFolder[];
  readonly mostUnusual: readonly Tile[];
  /** A run under way, or null. */
  readonly running: { readonly done: number; readonly total: number | null } | null;
}

export type Grade = 'very-unusual' | 'unusual' | 'ordinary' | 'unreadable';
export type DecisionKind = 'quarantine' | 'trash' | 'relabel' | 'fine';

/** What a gallery tile, a tree row or a badge shows of one image. */
export interface Tile {
  readonly uri: string;
  /** From the scored folder, `/` between folders. */
  readonly relativePath: string;
  readonly grade: Grade;
  readonly sentence: string;
  /** The technical words after it: `OOD, p = 0.003, score 0.21, class stop`. */
  readonly technical: string;
  readonly p: number | null;
  readonly score: number | null;
  readonly class: string | null;
  readonly modifiedMs: number | null;
  readonly decision: DecisionKind | null;
}

export interface PageParams {
  /** A scored folder; absent: all. */
  readonly folderUri?: string;
  readonly grades?: readonly Grade[];
  readonly isDecided?: boolean;
  readonly class?: string;
  readonly text?: string;
  /** Between these p-values, for a selection on the histogram. */
  readonly pRange?: readonly [from: number, to: number];
  readonly sort: 'p' | 'score' | 'name' | 'class' | 'date';
  readonly isDescending?: boolean;
  /** Group by subfolder: rows of a group stand together, in path order of the groups. */
  readonly isGrouped?: boolean;
  readonly offset: number;
  readonly count: number;
}

export interface PageAnswer {
  readonly total: number;
  readonly tiles: readonly Tile[];
  readonly counts: GradeCounts;
  /** With `isGrouped`: all groups of the filter, in order. */
  readonly groups: readonly { readonly path: string; readonly count: number }[];
}

/** Client to server. Sorted, filtered and paged in SQL. */
export const pageRequest: RequestType<PageParams, PageAnswer, Failure> = new RequestType(
  'grood/page',
);

/** Client to server. Badges of the files that the Explorer shows; absent where not scored. */
export const badgesRequest: RequestType<
  { readonly uris: readonly string[] },
  { readonly tiles: readonly (Tile | null)[] },
  Failure
> = new RequestType('grood/badges');

export interface HistogramAnswer {
  /** Edges of the bins on the axis -log10 p, ascending; one more than bins. */
  readonly edges: readonly number[];
  readonly folder: readonly number[];
  readonly calibration: readonly number[];
  readonly threshold: WireThreshold;
  readonly smallestP: number;
}

export const histogramRequest: RequestType<
  { readonly folderUri?: string },
  HistogramAnswer,
  Failure
> = new RequestType('grood/histogram');

export interface ThresholdAnswer {
  readonly found: number;
  /** Images that chance alone would flag if all were ordinary. */
  readonly expectedByChance: number;
  /** What the threshold means, in words. */
  readonly sentences: readonly string[];
}

/** Client to server. `isFinal` false: only counts and words, while the line is dragged. */
export const thresholdRequest: RequestType<
  { readonly folderUri?: string; readonly p: number; readonly isFinal: boolean },
  ThresholdAnswer,
  Failure
> = new RequestType('grood/threshold');

export interface ThumbnailsAnswer {
  /** Base64 of all WebP images, one after the other. */
  readonly bytes: string;
  /** Where each begins and how long it is; length 0: no picture. */
  readonly places: readonly { readonly offset: number; readonly length: number }[];
}

/** Client to server. At most 200 images, 192 px. */
export const thumbnailsRequest: RequestType<
  { readonly uris: readonly string[]; readonly sizePx: number },
  ThumbnailsAnswer,
  Failure
> = new RequestType('grood/thumbnails');

export interface NeighbourTile {
  readonly uri: string;
  readonly path: string;
  readonly class: string;
  readonly distance: number;
  /** The file is gone: there is no picture of it. */
  readonly isMissing?: boolean;
}

export interface ExplainAnswer {
  readonly tile: Tile;
  readonly record: ScoreRecord;
  readonly prototypeDistances: readonly { readonly name: string; readonly distance: number }[];
  readonly neighbours: readonly NeighbourTile[];
  readonly lookalikes: readonly NeighbourTile[];
  /** This image's place among the calibration images, on the axis that decides. */
  readonly calibration: {
    readonly edges: readonly number[];
    readonly counts: readonly number[];
    readonly score: number | null;
    /** Where the threshold lies on the axis; null: no calibration image lies beyond it. */
    readonly threshold: number | null;
  };
  /** Why the verdict, in one plain sentence. */
  readonly why: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly decision: Decision | null;
}

/** Client to server. Scores the image if it has not been. */
export const explainRequest: RequestType<{ readonly uri: string }, ExplainAnswer, Failure> =
  new RequestType('grood/explain');

export interface HeatmapAnswer {
  readonly rows: number;
  readonly columns: number;
  /** Change of the score when a patch is covered, row-major; positive: the patch is strange. */
  readonly values: readonly number[];
}

/** Client to server; cancellable. */
export const heatmapRequest: RequestType<{ readonly uri: string }, HeatmapAnswer, Failure> =
  new RequestType('grood/heatmap');

export interface Decision {
  readonly id: number;
  readonly kind: DecisionKind;
  readonly fromUri: string;
  /** Where the file is now; the same for `fine`. */
  readonly toUri: string;
  readonly madeMs: number;
  readonly isUndone: boolean;
}

export interface ActParams {
  readonly kind: DecisionKind;
  readonly uris: readonly string[];
  /** Quarantine: the folder. Relabel: the class folder's name. */
  readonly target?: string;
}

export interface ActAnswer {
  readonly decisions: readonly Decision[];
  /** Files that could not be acted upon, and why. */
  readonly failures: readonly Failure[];
  readonly sentence: string;
}

/** Client to server. Moves nothing over anything; every decision can be undone. */
export const actRequest: RequestType<ActParams, ActAnswer, Failure> = new RequestType('grood/act');

/** Client to server. Undoes the last batch, or the decisions named. */
export const undoRequest: RequestType<{ readonly ids?: readonly number[] }, ActAnswer, Failure> =
  new RequestType('grood/undo');

export const emptyTrashRequest: RequestType0<{ readonly sentence: string }, Failure> =
  new RequestType0('grood/emptyTrash');

export interface ExportParams {
  readonly format: 'csv' | 'jsonl' | 'parquet' | 'list' | 'decisions';
  readonly toUri: string;
  /** Absent: all that `filter` passes. */
  readonly uris?: readonly string[];
  readonly filter?: Omit<PageParams, 'offset' | 'count'>;
}

export const exportRequest: RequestType<ExportParams, { readonly sentence: string }, Failure> =
  new RequestType('grood/export');

/** Server to client: badges, tree, gallery and status bar are to be drawn anew. */
export const resultsChanged: NotificationType<{
  /** Null: more than 250, or all. */
  readonly uris: readonly string[] | null;
  readonly running: WorkspaceState['running'];
}> = new NotificationType('grood/resultsChanged');

/** Server to client: one sentence worth a notification (a restart, a store that can't be kept). */
export const said: NotificationType<{
  readonly severity: 'information' | 'warning' | 'error';
  readonly sentence: string;
}> = new NotificationType('grood/said');

/** Client to server, at initialisation. */
export interface InitializationOptions {
  /** May models and detectors of the workspace be loaded? */
  readonly isTrusted: boolean;
  readonly settings: ServerSettings;
}

export interface ServerSettings {
  /** Problems rows for unusual images. */
  readonly problems: {
    readonly severity: 'off' | 'hint' | 'information' | 'warning';
    readonly most: number;
  };
  readonly storeFolder: string | null;
  /** A detector file that serves where no grood.json names one; absolute. */
  readonly detector?: string | null;
}
