import type { RequestType, RequestType0 } from 'vscode-languageserver-protocol';
import type { Failure } from '../protocol/failure.ts';
import {
  actRequest,
  badgesRequest,
  emptyTrashRequest,
  explainRequest,
  exportRequest,
  fitRequest,
  heatmapRequest,
  histogramRequest,
  pageRequest,
  rescoreChangedRequest,
  scoreRequest,
  stateRequest,
  thresholdRequest,
  thumbnailsRequest,
  undoRequest,
} from '../protocol/lsp.ts';
import { act } from './act.ts';
import type { Handler } from './answer.ts';
import { badges } from './badges.ts';
import { emptyTrash } from './empty-trash.ts';
import { explain } from './explain.ts';
import { exportTo } from './export.ts';
import { fit } from './fit.ts';
import { heatmap } from './heatmap.ts';
import { histogram } from './histogram.ts';
import { page } from './page.ts';
import { rescoreChanged } from './rescore-changed.ts';
import { score } from './score.ts';
import { state } from './state.ts';
import { threshold } from './threshold.ts';
import { thumbnails } from './thumbnails.ts';
import { undo } from './undo.ts';

/** A request and what answers it; requests without parameters hand on null. */
export interface TableRow {
  readonly method: string;
  readonly handler: Handler<unknown, unknown>;
  /** What the editor's progress is called, where the request has one. */
  readonly title: string | null;
}

/** Every request of the protocol beyond standard LSP. */
export const table: readonly TableRow[] = [
  row(fitRequest, fit, 'Fitting'),
  row(scoreRequest, score, 'Scoring'),
  row(rescoreChangedRequest, rescoreChanged, 'Scoring'),
  row0(stateRequest, state),
  row(pageRequest, page),
  row(badgesRequest, badges),
  row(histogramRequest, histogram),
  row(thresholdRequest, threshold),
  row(thumbnailsRequest, thumbnails),
  row(explainRequest, explain),
  row(heatmapRequest, heatmap),
  row(actRequest, act),
  row(undoRequest, undo),
  row0(emptyTrashRequest, emptyTrash),
  row(exportRequest, exportTo),
];

function row<P, R>(
  { method }: RequestType<P, R, Failure>,
  handler: Handler<P, R>,
  title: string | null = null,
): TableRow {
  return { method, handler: handler as Handler<unknown, unknown>, title };
}

function row0<R>({ method }: RequestType0<R, Failure>, handler: Handler<null, R>): TableRow {
  return { method, handler: handler as Handler<unknown, unknown>, title: null };
}
