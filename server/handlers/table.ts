import type { RequestType, RequestType0 } from 'vscode-languageserver-protocol';
import type { Failure } from '../protocol/failure.ts';
import {
  badgesRequest,
  fitRequest,
  histogramRequest,
  pageRequest,
  rescoreChangedRequest,
  scoreRequest,
  stateRequest,
  thresholdRequest,
} from '../protocol/lsp.ts';
import type { Handler } from './answer.ts';
import { badges } from './badges.ts';
import { fit } from './fit.ts';
import { histogram } from './histogram.ts';
import { page } from './page.ts';
import { rescoreChanged } from './rescore-changed.ts';
import { score } from './score.ts';
import { state } from './state.ts';
import { threshold } from './threshold.ts';

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
