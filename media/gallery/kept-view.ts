import type { Grade } from '../../server/protocol/lsp.ts';
import { grades as allGrades } from '../shared/grade-mark.ts';
import type { Query } from './result-pages.ts';

/** What the reader chose to see; it survives hiding, reload and restart. */
export interface View {
  readonly folderUri: string | null;
  readonly grades: readonly Grade[];
  readonly isDecided: boolean;
  readonly pRange: readonly [from: number, to: number] | null;
  readonly text: string;
  readonly sort: Query['sort'];
  readonly isDescending: boolean;
  readonly isGrouped: boolean;
  readonly tilePx: number;
  readonly hasPane: boolean;
  readonly focusedUri: string | null;
  readonly scrollPx: number;
}

export const firstView: View = {
  folderUri: null,
  grades: ['very-unusual', 'unusual'],
  isDecided: false,
  pRange: null,
  text: '',
  sort: 'p',
  isDescending: false,
  isGrouped: false,
  tilePx: 120,
  hasPane: true,
  focusedUri: null,
  scrollPx: 0,
};

const checks: { readonly [K in keyof View]: (value: unknown) => boolean } = {
  folderUri: isTextOrNull,
  grades: (value) => Array.isArray(value) && value.every((grade) => allGrades.includes(grade)),
  isDecided: isBoolean,
  pRange: (value) => value === null || (Array.isArray(value) && value.every(Number.isFinite)),
  text: (value) => typeof value === 'string',
  sort: (value) => ['p', 'score', 'name', 'class', 'date'].includes(String(value)),
  isDescending: isBoolean,
  isGrouped: isBoolean,
  tilePx: (value) => typeof value === 'number' && value >= 64 && value <= 320,
  hasPane: isBoolean,
  focusedUri: isTextOrNull,
  scrollPx: (value) => Number.isFinite(value),
};

/** What was kept, field by field; another version of the page may have kept something else. */
export function viewFrom(kept: unknown): View {
  if (typeof kept !== 'object' || kept === null) return firstView;
  const good = Object.entries(kept).filter(
    ([name, value]) => Object.hasOwn(checks, name) && checks[name as keyof View](value),
  );
  return { ...firstView, ...Object.fromEntries(good) };
}

export function queryOf(view: View): Query {
  const base: Query = {
    sort: view.sort,
    isDescending: view.isDescending,
    isGrouped: view.isGrouped,
    ...(view.folderUri === null ? {} : { folderUri: view.folderUri }),
    ...(view.text === '' ? {} : { text: view.text }),
  };
  // Decided images and a range of the histogram are shown whole, whatever their verdict.
  if (view.isDecided) return { ...base, isDecided: true };
  if (view.pRange !== null) return { ...base, pRange: view.pRange };
  return view.grades.length === 0 ? base : { ...base, grades: view.grades };
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}
