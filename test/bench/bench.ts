/** One benchmark: what it is called on the command line, and how it is measured. */
export interface Bench {
  readonly name: string;
  /** One line for `--help` and the table. */
  readonly about: string;
  run(context: BenchContext): Promise<BenchResult>;
}

export interface BenchContext {
  /** Fewer images and one repetition: shows that a bench works, its figures mean little. */
  readonly isQuick: boolean;
  /** A sentence on stderr for the person who waits. */
  readonly say: (sentence: string) => void;
}

export type BenchResult =
  | { readonly figures: readonly Figure[] }
  | { readonly skipped: string }
  | { readonly failed: string };

export interface Figure {
  readonly name: string;
  readonly value: number;
  /** `%`, `s`, `×`, `MiB` …: what the value is in. */
  readonly unit: string;
  /** Absent: printed for information. */
  readonly target?: Target;
  /** How it came about: the two numbers behind a ratio, say. */
  readonly detail?: string;
}

/** Both ends count as met. */
export interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export function isMet({ value, target }: Figure): boolean | null {
  if (target === undefined) return null;
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = target;
  return value >= atLeast && value <= atMost;
}

/** A figure that may be off by so much in either direction. */
export function within(centre: number, tolerance: number): Target {
  const rounded = (x: number): number => Number(x.toFixed(6));
  return { atLeast: rounded(centre - tolerance), atMost: rounded(centre + tolerance) };
}

/** Thrown where a bench lacks its material; the run goes on with the next one. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

/** @throws {Skipped} with the reason if the value is null */
export function needed<T>(value: T | null, reason: string): T {
  if (value === null) throw new Skipped(reason);
  return value;
}
