import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { OpenDetector } from '../pipeline/open-detector.ts';
import type { Result } from '../protocol/failure.ts';
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
import type { ImageGroup, ImageQuery, ImageRow, ImageScope, Judgement } from '../store/images.ts';
import type { Store } from '../store/store.ts';
import type { DetectorCard } from './detector-card.ts';
import type { ProgressSink } from './progress-sink.ts';

/**
 * The state of one window's workspace, as handlers see it. Paths are absolute with `/` between
 * folders, as the store keeps them; URIs are translated at the edge by `uri-path.ts`.
 */
export interface Workspace {
  /** Absolute paths of the workspace's folders; may be empty. */
  readonly roots: readonly string[];
  readonly settings: ServerSettings;
  readonly isTrusted: boolean;
  /** Where the store, trash and manifests lie: `.grood` beside grood.json, or as set. */
  readonly folder: string | null;

  /** The store; opened by the first call. Fails without a workspace folder or without SQLite. */
  store(): Promise<Result<Store>>;
  /**
   * The detector, loaded and with its engine; opened by the first call and kept. Owned by the
   * workspace: don't dispose it. Refused, with a sentence, where the workspace is not trusted.
   */
  detector(): Promise<Result<OpenDetector>>;
  /** What sentences and pictures need to know of the detector, also where it can't be loaded. */
  card(): Promise<DetectorCard | null>;
  detectorState(): Promise<DetectorState>;
  /** Reads grood.json again; what was loaded is let go if the detector is another one. */
  refresh(): Promise<void>;

  threshold(): Promise<WireThreshold>;
  /** Remembers a threshold and draws everything anew; null: the detector's own again. */
  setThreshold(p: number | null): Promise<void>;
  judgement(): Promise<Judgement>;

  /** Scored folders, newest first. */
  folders(): Promise<readonly ScoredFolder[]>;
  /** The runs of a folder, or of all; `below` where the folder is a part of a scored one. */
  scope(folder?: string): Promise<ImageScope>;
  /** The scored folder that tiles of the scope are named from; null where there are several. */
  baseOf(scope: ImageScope): Promise<string | null>;
  /** Rows of scored images; those not scored are absent. */
  imagesAt(paths: readonly string[]): Promise<ReadonlyMap<string, ImageRow>>;
  tileOf(row: ImageRow): Promise<Tile>;
  tilesOf(rows: readonly ImageRow[]): Promise<readonly Tile[]>;
  page(scope: ImageScope, query: WorkspaceQuery): Promise<WorkspacePage>;
  counts(scope: ImageScope): Promise<GradeCounts>;
  histogram(folder?: string): Promise<Result<HistogramAnswer>>;
  /** What a threshold would find; nothing changes. */
  tryThreshold(folder: string | undefined, p: number): Promise<Result<ThresholdAnswer>>;

  /** Scores folders and images; results arrive row by row, and are announced. */
  score(paths: readonly string[], work: JobWork): Promise<Result<ScoreAnswer>>;
  /** Scores what came or changed below the paths, and drops what went. */
  rescoreChanged(paths: readonly string[], work: JobWork): Promise<Result<ScoreAnswer>>;
  running(): WorkspaceState['running'];

  /** Badges, pages, Problems rows of these images are to be drawn anew; null: of all. */
  announce(paths: readonly string[] | null): void;
  say(severity: 'information' | 'warning' | 'error', sentence: string): void;
  /** For the log. */
  log(line: string): void;
}

export interface WorkspaceQuery extends Omit<ImageQuery, 'judgement'> {
  /** Rows of one folder stand together, folders in path order. */
  readonly isGrouped?: boolean;
}

export interface WorkspacePage {
  readonly total: number;
  readonly rows: readonly ImageRow[];
  /** Where grouped: all folders of the filter, in order. */
  readonly groups: readonly ImageGroup[];
}

export interface JobWork {
  readonly signal: AbortSignal;
  readonly progress?: ProgressSink | undefined;
}

/** Where a workspace speaks: the connection, or a test. */
export interface WorkspaceEvents {
  /** @param uris null: all */
  onChanged(uris: readonly string[] | null, running: WorkspaceState['running']): void;
  onSaid(severity: 'information' | 'warning' | 'error', sentence: string): void;
  publish(uri: string, diagnostics: readonly Diagnostic[]): void;
  log(line: string): void;
}
