import type { DecisionKind, Grade, PageParams } from '../../server/protocol/lsp.ts';
import { AskError } from '../../server/protocol/port.ts';
import { isImagePath } from '../image-types.ts';

/**
 * A page shows names and pictures of files that anybody may have made, so what it sends is
 * checked once, here: types, lengths, and that URIs name files. Nonsense is answered by a failure.
 */

/** No page shows or selects more at once; the server's own limits are tighter. */
const MOST_URIS = 200_000;

const grades: readonly Grade[] = ['very-unusual', 'unusual', 'ordinary', 'unreadable'];
const kinds: readonly DecisionKind[] = ['quarantine', 'trash', 'relabel', 'fine'];
const sorts = ['p', 'score', 'name', 'class', 'date'] as const;

export function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw nonsense('object');
  return value as Record<string, unknown>;
}

export function fileUri(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('file:') || value.length > 20_000) {
    throw nonsense('URI of a file');
  }
  return value;
}

/** @throws {AskError} unless the URI's path ends as an image's does */
export function imageUri(value: unknown): string {
  const uri = fileUri(value);
  if (!URL.canParse(uri) || !isImagePath(new URL(uri).pathname)) throw nonsense('URI of an image');
  return uri;
}

export function fileUris(value: unknown): readonly string[] {
  return list(value, MOST_URIS, fileUri);
}

export function list<T>(value: unknown, most: number, check: (item: unknown) => T): readonly T[] {
  if (!Array.isArray(value) || value.length > most) throw nonsense('list');
  return value.map((item: unknown) => check(item));
}

export function oneOf<T extends string | number>(value: unknown, options: readonly T[]): T {
  const found = options.find((option) => option === value);
  if (found === undefined) throw nonsense(`one of ${options.join(', ')}`);
  return found;
}

export function numberWithin(value: unknown, from: number, to: number): number {
  if (typeof value !== 'number' || !(value >= from && value <= to)) {
    throw nonsense(`number from ${from} to ${to}`);
  }
  return value;
}

export function text(value: unknown): string {
  if (typeof value !== 'string' || value.length > 10_000) throw nonsense('text');
  return value;
}

export function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw nonsense('true or false');
  return value;
}

export function decisionKind(value: unknown): DecisionKind {
  return oneOf(value, kinds);
}

export type Filter = Omit<PageParams, 'offset' | 'count'>;

export function filter(value: unknown): Filter {
  const given = record(value);
  return {
    sort: oneOf(given['sort'], sorts),
    ...optional(given, 'folderUri', fileUri),
    ...optional(given, 'grades', (item) => list(item, 4, (grade) => oneOf(grade, grades))),
    ...optional(given, 'isDecided', flag),
    ...optional(given, 'class', text),
    ...optional(given, 'text', text),
    ...optional(given, 'pRange', range),
    ...optional(given, 'isDescending', flag),
    ...optional(given, 'isGrouped', flag),
  };
}

export function page(value: unknown): PageParams {
  const given = record(value);
  return {
    ...filter(given),
    offset: Math.floor(numberWithin(given['offset'], 0, 1e9)),
    count: Math.floor(numberWithin(given['count'], 0, 10_000)),
  };
}

/** `{ key: checked }` where the value is there, else nothing. */
export function optional<K extends string, T>(
  given: Readonly<Record<string, unknown>>,
  key: K,
  check: (value: unknown) => T,
): { readonly [key in K]?: T } {
  const value = given[key];
  return value === undefined ? {} : ({ [key]: check(value) } as { [key in K]: T });
}

function range(value: unknown): readonly [number, number] {
  const [from, to] = list(value, 2, (item) => numberWithin(item, 0, 1));
  if (from === undefined || to === undefined) throw nonsense('range');
  return [from, to];
}

function nonsense(wanted: string): AskError {
  return new AskError({
    kind: 'usage',
    message: `The page asked for something that is no ${wanted}.`,
    hint: 'Close the page and open it again.',
  });
}
