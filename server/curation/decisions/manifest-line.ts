import { isAbsolute, join, relative, sep } from 'node:path';
import type { DecisionKind } from '../../protocol/lsp.ts';
import { type Decision, type DecisionState, decisionKinds } from './decision.ts';

/** One line of `decisions.jsonl`: a decision, or what became of one. */
export type ManifestLine =
  | { readonly is: 'intent'; readonly decision: Omit<Decision, 'state'> }
  | { readonly is: Change; readonly id: number };

export type Change = 'made' | 'dropped' | 'undo' | 'undone' | 'kept' | 'emptied';

/** What a decision's state is after each change. */
export const stateAfter: Readonly<Record<Change, DecisionState>> = {
  made: 'made',
  dropped: 'dropped',
  undo: 'undoing',
  undone: 'undone',
  kept: 'made',
  emptied: 'emptied',
};

/**
 * @param base the folder that paths below it are written relative to, so that a workspace may be
 *   moved or mounted elsewhere
 */
export function formatLine(line: ManifestLine, base: string, nowMs: number): string {
  if (line.is !== 'intent') {
    return JSON.stringify({ is: line.is, id: line.id, time: new Date(nowMs).toISOString() });
  }
  const { id, batch, kind, from, to, hash, madeMs, link } = line.decision;
  return JSON.stringify({
    ...{ is: 'intent', id, batch, kind, from: shorten(from, base), to: shorten(to, base), hash },
    time: new Date(madeMs).toISOString(),
    link,
  });
}

/** Null for what no line of ours can be: the file may have been edited, or cut in mid-line. */
export function parseLine(text: string, base: string): ManifestLine | null {
  const value = parsed(text);
  const { is, id } = value;
  if (!isId(id)) return null;
  if (typeof is === 'string' && Object.hasOwn(stateAfter, is)) return { is: is as Change, id };
  const { batch, kind, from, to, hash, time, link } = value;
  const madeMs = Date.parse(String(time));
  if (is !== 'intent' || !isId(batch) || Number.isNaN(madeMs)) return null;
  if (!isKind(kind) || !isPath(from) || !isPath(to) || typeof hash !== 'string') return null;
  const decision = { id, batch, kind, from: absolute(from, base), to: absolute(to, base) };
  const linked = typeof link === 'string' ? { link } : {};
  return { is, decision: { ...decision, hash, madeMs, ...linked } };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isKind(value: unknown): value is DecisionKind {
  return decisionKinds.includes(value as DecisionKind);
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && !value.includes('\0');
}

function shorten(path: string, base: string): string {
  const way = relative(base, path);
  const isBelow = way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  return isBelow ? way.replaceAll(sep, '/') : path;
}

function absolute(path: string, base: string): string {
  return isAbsolute(path) ? path : join(base, path);
}
