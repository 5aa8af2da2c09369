import type { Failure } from '../protocol/failure.ts';
import { printable } from './suspicious-table.ts';

/** The two lines of every failure: what is wrong with what, and what to do next. */
export function failureLines(failure: Failure): string[] {
  const [first, ...rest] = failure.message.split('\n').map(printable);
  return [`error: ${first}`, ...rest.map((line) => `       ${line}`), `       ${failure.hint}`];
}
