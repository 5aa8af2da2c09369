import type { EarlyCut } from '../../../protocol/inspection.ts';

const DEPTH_WANTED = 0.4;
const DEPTH_MIN = 0.15;
const DEPTH_MAX = 0.7;
/** What the end of a block is worth, in units of depth. */
const BLOCK_END_BONUS = 0.15;

/**
 * The cut to mix images at: the end of a block about two fifths into the network, where good cuts
 * of the bundled backbone lie (0.3 to 0.5). Of equals the last, which is behind the activation.
 */
export function chooseEarlyCut(
  cuts: readonly (EarlyCut & { readonly isBlockEnd: boolean })[],
): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const { name, depth, isBlockEnd } of cuts) {
    if (depth < DEPTH_MIN || depth > DEPTH_MAX) continue;
    const cost = Math.abs(depth - DEPTH_WANTED) - (isBlockEnd ? BLOCK_END_BONUS : 0);
    if (cost > least) continue;
    least = cost;
    best = name;
  }
  return best;
}
