import type { PrototypeSourceWord } from './prototype-source.ts';

/** The adapter h' = scale * normalise(inverseCholesky (h - mean)); grood.md "The adapter". */
export interface Adapter {
  /** [D], float64. */
  readonly mean: Float64Array;
  /** L^-1, lower triangular, row-major [D, D]. */
  readonly inverseCholesky: Float64Array;
  /** c, unitless. */
  readonly scale: number;
}

/** A fitted GROOD head: pure numbers, no files and no graph. Immutable. */
export interface FittedGrood {
  readonly dimension: number;
  readonly classCount: number;
  /** null: adapter none (paper's GROOD). */
  readonly adapter: Adapter | null;
  /** [K, D] in adapted space. */
  readonly classPrototypes: Float64Array;
  /** [D] in adapted space; null: one class without known OOD images, S_N alone decides. */
  readonly oodPrototype: Float64Array | null;
  readonly prototype: PrototypeSourceWord;
  /** Raw training features [N, D], as measured. */
  readonly trainingFeatures: Float32Array;
  readonly trainingCount: number;
  /** Training rows whose pseudo-label equals their class: rows of G, ascending. */
  readonly indexedRows: Int32Array;
  /** G [N_c, D], in the order of `indexedRows`; empty where `oodPrototype` is null. */
  readonly gradients: Float64Array;
  /** t_ood of the pseudo-label: 0 but for mix-up towards the OOD prototype (1 - lambda). */
  readonly oodTarget: number;
  readonly warnings: readonly string[];
}
