import type { DecisionKind } from '../../protocol/lsp.ts';

/** One act on one image. Paths are absolute, as the caller named them. */
export interface Decision {
  /** Ascending from 1 in a manifest. */
  readonly id: number;
  /** Decisions of one act share it. */
  readonly batch: number;
  readonly kind: DecisionKind;
  readonly from: string;
  /** The same for `fine`. */
  readonly to: string;
  /** SHA-256 (hex) of the content. */
  readonly hash: string;
  readonly madeMs: number;
  /** Where the file is a symbolic link: the link's text before it was moved. */
  readonly link?: string;
  readonly state: DecisionState;
}

/**
 * `intended` and `undoing` last while a file moves; found later, they tell of a crash.
 * `dropped`: nothing was moved. `emptied`: it is gone from the tool's own trash.
 */
export type DecisionState = 'intended' | 'made' | 'dropped' | 'undoing' | 'undone' | 'emptied';

export const decisionKinds: readonly DecisionKind[] = ['quarantine', 'trash', 'relabel', 'fine'];
