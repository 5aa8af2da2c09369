import type { RequestType } from 'vscode-languageserver-protocol';
import type { Failure } from '../../server/protocol/failure.ts';
import {
  actRequest,
  type DecisionKind,
  type ExportParams,
  explainRequest,
  exportRequest,
  heatmapRequest,
  histogramRequest,
  pageRequest,
  thresholdRequest,
  thumbnailsRequest,
  undoRequest,
  type WorkspaceState,
} from '../../server/protocol/lsp.ts';
import { AskError, type Handlers } from '../../server/protocol/port.ts';
import type {
  GalleryRequests,
  InspectorRequests,
  PackedPictures,
  Texts,
} from '../../server/protocol/view.ts';
import { isDrawable, mediaTypeOf } from '../image-types.ts';
import * as check from './check-params.ts';
import { unusualNeighbour } from './unusual-neighbour.ts';

/** A picture above this is sent smaller: a message of this size takes seconds. */
const MOST_BYTES = 32 * 1024 * 1024;
const SMALLER_PX = 1600;

const runnable = ['open', 'reveal', 'copyPath', 'inspect', 'score', 'fit', 'showLog'] as const;
export type Runnable = (typeof runnable)[number];

export type Ask = <P, R>(
  type: RequestType<P, R, Failure>,
  params: P,
  options?: { readonly isOnceOnly?: boolean },
) => Promise<R>;

/** What answering a page needs of the editor; the rest goes to the server. */
export interface PageHost {
  readonly ask: Ask;
  readonly texts: () => Texts;
  readonly state: () => Promise<WorkspaceState>;
  /** The folder that the page shows first; null: all. */
  readonly folderUri: () => string | null;
  run(command: Runnable, uris: readonly string[]): Promise<void>;
  /** The quarantine folder or the class; asks the person. Null: they changed their mind. */
  chooseTarget(kind: DecisionKind, uris: readonly string[]): Promise<string | null>;
  /** Null: they changed their mind. */
  chooseExport(format: ExportParams['format']): Promise<string | null>;
  fileSize(uri: string): Promise<number>;
  readFile(uri: string): Promise<Uint8Array>;
  cancel(): void;
}

type Shared = 'ready' | 'thumbnails' | 'explain' | 'act' | 'undo' | 'picture' | 'run';

export function galleryAnswers(host: PageHost): Handlers<GalleryRequests> {
  return {
    ...sharedAnswers(host),
    page: (params) => host.ask(pageRequest, check.page(params)),
    histogram: async (params) =>
      host.ask(histogramRequest, check.optional(check.record(params), 'folderUri', check.fileUri)),
    threshold: async (params) => {
      const given = check.record(params);
      return host.ask(thresholdRequest, {
        ...check.optional(given, 'folderUri', check.fileUri),
        p: check.numberWithin(given['p'], 0, 1),
        isFinal: check.flag(given['isFinal']),
      });
    },
    export: async (params) => {
      const given = check.record(params);
      const format = check.oneOf(given['format'], ['csv', 'jsonl', 'parquet', 'list']);
      const uris = given['uris'] === null ? {} : { uris: check.fileUris(given['uris']) };
      const filter = check.filter(given['filter']);
      const toUri = await host.chooseExport(format);
      return toUri === null ? null : host.ask(exportRequest, { format, toUri, ...uris, filter });
    },
    cancel: async () => {
      host.cancel();
      return null;
    },
  };
}

export function inspectorAnswers(host: PageHost): Handlers<InspectorRequests> {
  return {
    ...sharedAnswers(host),
    heatmap: async ({ uri }) => host.ask(heatmapRequest, { uri: check.imageUri(uri) }),
    next: async (params) => {
      const { uri, step } = check.record(params);
      const asked = { uri: check.imageUri(uri), step: check.oneOf(step, [1, -1]) };
      const next = await unusualNeighbour(host.ask, asked);
      return next === null ? null : { uri: next };
    },
  };
}

function sharedAnswers(host: PageHost): Pick<Handlers<InspectorRequests>, Shared> {
  return {
    ready: async () => ({
      texts: host.texts(),
      state: await host.state(),
      folderUri: host.folderUri(),
    }),
    thumbnails: async (params) => {
      const given = check.record(params);
      const uris = check.list(given['uris'], 200, check.fileUri);
      const sizePx = check.numberWithin(given['sizePx'], 8, 1024);
      return packed(await host.ask(thumbnailsRequest, { uris, sizePx }));
    },
    explain: async ({ uri }) => host.ask(explainRequest, { uri: check.imageUri(uri) }),
    act: async (params) => act(host, check.record(params)),
    undo: async (params) => {
      const ids = check.optional(check.record(params), 'ids', (value) =>
        check.list(value, 100_000, (id) => check.numberWithin(id, 0, Number.MAX_SAFE_INTEGER)),
      );
      return host.ask(undoRequest, ids, { isOnceOnly: true });
    },
    picture: async ({ uri }) => picture(host, check.imageUri(uri)),
    run: async (params) => {
      const { command, uris } = check.record(params);
      await host.run(check.oneOf(command, runnable), check.fileUris(uris));
      return null;
    },
  };
}

async function act(
  host: PageHost,
  given: Readonly<Record<string, unknown>>,
): ReturnType<Handlers<InspectorRequests>['act']> {
  const kind = check.decisionKind(given['kind']);
  const uris = check.fileUris(given['uris']);
  const { target: named } = check.optional(given, 'target', check.text);
  // A page names classes; where quarantined files go is the person's choice alone.
  const isNamed = kind === 'relabel' && named !== undefined && named !== '';
  const needsTarget = kind === 'quarantine' || (kind === 'relabel' && !isNamed);
  const target = needsTarget ? await host.chooseTarget(kind, uris) : (named ?? null);
  if (needsTarget && target === null) throw changedTheirMind();
  const params = target === null ? { kind, uris } : { kind, uris, target };
  return host.ask(actRequest, params, { isOnceOnly: true });
}

/** Base64 as it came over the wire, as the one buffer that a page draws from. */
export function packed(answer: {
  readonly bytes: string;
  readonly places: PackedPictures['places'];
}): PackedPictures {
  return { bytes: ownBuffer(Buffer.from(answer.bytes, 'base64')), places: answer.places };
}

async function picture(host: PageHost, uri: string): Promise<{ bytes: ArrayBuffer; type: string }> {
  const type = mediaTypeOf(new URL(uri).pathname) ?? '';
  if (isDrawable(type) && (await host.fileSize(uri)) <= MOST_BYTES) {
    return { bytes: ownBuffer(await host.readFile(uri)), type };
  }
  const answer = await host.ask(thumbnailsRequest, { uris: [uri], sizePx: SMALLER_PX });
  return { bytes: packed(answer).bytes, type: 'image/webp' };
}

/** A buffer of its own: a slice of a pool would send its neighbours along. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}

function changedTheirMind(): AskError {
  return new AskError({ kind: 'cancelled', message: 'Nothing was moved.', hint: '' });
}
