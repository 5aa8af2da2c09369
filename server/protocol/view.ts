/**
 * What the webview pages ask of the extension host, and what the host tells them. Pages know no
 * file system and no LSP: the host passes most of it on to the server.
 *
 * A page is an empty body, its style sheet and its script: `dist/gallery.{css,js}`,
 * `dist/inspector.{css,js}`; the sheet loads `dist/codicon.ttf`. Content policy: `style-src` and
 * `font-src` the source of dist, `script-src` the nonce, `img-src blob:`.
 */
import type {
  ActAnswer,
  DecisionKind,
  ExplainAnswer,
  HeatmapAnswer,
  HistogramAnswer,
  PageAnswer,
  PageParams,
  ThresholdAnswer,
  WorkspaceState,
} from './lsp.ts';

/** Pictures packed into one buffer: a message loses ArrayBuffers past 253. */
export interface PackedPictures {
  readonly bytes: ArrayBuffer;
  readonly places: readonly { readonly offset: number; readonly length: number }[];
}

/** Texts of the page in the user's language by their English, as in `vscode.l10n.bundle`. */
export type Texts = Readonly<Record<string, string>>;

export interface PageStart {
  readonly texts: Texts;
  readonly state: WorkspaceState;
  /** What `setState` kept, for a page that is shown again. */
  readonly folderUri: string | null;
}

interface SharedRequests {
  /** The first message of a page; the host says nothing before it. */
  ready: { params: null; result: PageStart };
  thumbnails: {
    params: { readonly uris: readonly string[]; readonly sizePx: number };
    result: PackedPictures;
  };
  explain: { params: { readonly uri: string }; result: ExplainAnswer };
  act: {
    params: {
      readonly kind: DecisionKind;
      readonly uris: readonly string[];
      readonly target?: string;
    };
    result: ActAnswer;
  };
  undo: { params: { readonly ids?: readonly number[] }; result: ActAnswer };
  /** The picture itself, as bytes that the page can draw. */
  picture: { params: { readonly uri: string }; result: { bytes: ArrayBuffer; type: string } };
  /**
   * Runs a command of the host on images: open, reveal, copy path, inspect; `score` scores folders
   * and, without any, asks for one.
   */
  run: {
    params: {
      readonly command: 'open' | 'reveal' | 'copyPath' | 'inspect' | 'score' | 'fit' | 'showLog';
      readonly uris: readonly string[];
    };
    result: null;
  };
}

/** Gallery page to host. */
export interface GalleryRequests extends SharedRequests {
  page: { params: PageParams; result: PageAnswer };
  histogram: { params: { readonly folderUri?: string }; result: HistogramAnswer };
  threshold: {
    params: { readonly folderUri?: string; readonly p: number; readonly isFinal: boolean };
    result: ThresholdAnswer;
  };
  export: {
    params: {
      readonly format: 'csv' | 'jsonl' | 'parquet' | 'list';
      readonly uris: readonly string[] | null;
      readonly filter: Omit<PageParams, 'offset' | 'count'>;
    };
    result: { readonly sentence: string } | null;
  };
  cancel: { params: null; result: null };
}

/** Inspector page to host. */
export interface InspectorRequests extends SharedRequests {
  heatmap: { params: { readonly uri: string }; result: HeatmapAnswer };
  next: { params: { readonly uri: string; readonly step: 1 | -1 }; result: { uri: string } | null };
}

/** Host to page, unasked. */
export type HostEvent =
  | { readonly kind: 'changed'; readonly state: WorkspaceState }
  | { readonly kind: 'show'; readonly uri: string }
  | { readonly kind: 'showFolder'; readonly folderUri: string | null };
