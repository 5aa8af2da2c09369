import { ok, type Result } from '../protocol/failure.ts';
import { counted, percentage, thousands } from '../protocol/number-words.ts';
import type { RunCounts } from '../protocol/sentences.ts';
import { type Given, misuse } from './arguments.ts';

/** When a run fails a CI job. */
export interface Gate {
  readonly ood: OodGate | null;
  readonly onError: boolean;
}

export type OodGate =
  | { readonly kind: 'chance' }
  /** Fails when more images than this are flagged; `any` is 0. */
  | { readonly kind: 'count'; readonly most: number }
  /** Fails when a larger share of the scored images is flagged, 0..1. */
  | { readonly kind: 'share'; readonly most: number };

/** Reads --fail-on-ood and --fail-on-error. */
export function readGate({ flags }: Given, hasFdr: boolean): Result<Gate> {
  const onError = flags['fail-on-error'] === true;
  const typed = flags['fail-on-ood'];
  if (typeof typed !== 'string') return ok({ ood: null, onError });
  const word = typed === '' ? (hasFdr ? 'any' : 'chance') : typed;
  if (word === 'any') return ok({ ood: { kind: 'count', most: 0 }, onError });
  if (word === 'chance') {
    if (!hasFdr) return ok({ ood: { kind: 'chance' }, onError });
    const why = '--fail-on-ood=chance counts what alpha flags, but --fdr decides here';
    return misuse('score', `${why}; use any, N or N%.`);
  }
  const number = /^(\d+(?:\.\d+)?)(%?)$/.exec(word);
  const value = Number(number?.[1]);
  if (number?.[2] === '%' && value <= 100) {
    return ok({ ood: { kind: 'share', most: value / 100 }, onError });
  }
  if (number?.[2] === '' && Number.isInteger(value)) {
    return ok({ ood: { kind: 'count', most: value }, onError });
  }
  const expected = '--fail-on-ood takes chance, any, a whole number, or a percentage';
  return misuse('score', `${expected} such as 5%; it is "${word}".`);
}

/**
 * Why a run fails its gate, one sentence a reason; empty where it passes.
 * @param chanceLimit the most flagged images that 99 % of ordinary folders of this size have
 */
export function gateReasons(gate: Gate, run: RunCounts, chanceLimit: number): string[] {
  const reasons: string[] = [];
  const flagged = `${thousands(run.flagged)} of ${thousands(run.scored)} images are unusual`;
  const { ood } = gate;
  if (ood?.kind === 'chance' && run.flagged > chanceLimit) {
    const limit = `99 % of ordinary folders would have at most ${thousands(chanceLimit)}`;
    reasons.push(`Gate failed: ${flagged}; ${limit}.`);
  }
  if (ood?.kind === 'count' && run.flagged > ood.most) {
    const allowed = ood.most === 0 ? 'none is allowed' : `${thousands(ood.most)} are allowed`;
    reasons.push(`Gate failed: ${flagged}; ${allowed}.`);
  }
  if (ood?.kind === 'share' && run.flagged > ood.most * run.scored) {
    reasons.push(`Gate failed: ${flagged}; ${percentage(ood.most)} are allowed.`);
  }
  if (gate.onError && run.errors > 0) {
    reasons.push(`Gate failed: ${counted(run.errors, 'file')} can't be read.`);
  }
  return reasons;
}
