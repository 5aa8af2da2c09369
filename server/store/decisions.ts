/**
 * A mirror of the decisions that stand, so that pages and counts can look at them in SQL. The
 * manifest of decisions is the truth: whoever reads or changes it brings the mirror up to date.
 */
export interface DecisionStore {
  /** Takes the place of what was mirrored before. */
  mirrorDecisions(standing: readonly StandingDecision[]): void;
}

export interface StandingDecision {
  readonly kind: 'quarantine' | 'trash' | 'relabel' | 'fine';
  /** Where the image was when it was scored: absolute, `/` between folders. */
  readonly path: string;
}
