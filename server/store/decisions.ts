/** What people decided of images: where files were and are, which acts belong together. */
export interface DecisionStore {
  /** Records acts made at once, as one batch; returns them with their ids. */
  addDecisions(decisions: readonly NewDecision[]): StoredDecision[];
  /** Marks them as undone; those that were are left as they are. */
  undoDecisions(ids: readonly number[]): void;
  /** Newest first. */
  decisions(query: DecisionQuery): StoredDecision[];
}

export interface NewDecision {
  readonly kind: 'quarantine' | 'trash' | 'relabel' | 'fine';
  /** Absolute, `/` between folders. */
  readonly fromPath: string;
  readonly toPath: string;
  /** Whatever undoing needs beyond the paths. */
  readonly detail?: string | null;
}

export interface StoredDecision extends NewDecision {
  readonly id: number;
  readonly batch: number;
  readonly madeMs: number;
  /** Null: it holds. */
  readonly undoneMs: number | null;
  readonly detail: string | null;
}

/** All conditions hold together; an empty query lists all. */
export interface DecisionQuery {
  readonly ids?: readonly number[];
  readonly kind?: NewDecision['kind'];
  /** Where the file was, or is now. */
  readonly path?: string;
  /** True: only those that hold. */
  readonly isStanding?: boolean;
  /** Only the newest batch that has standing decisions. */
  readonly isLastBatch?: boolean;
}
