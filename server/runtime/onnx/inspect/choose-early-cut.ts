import type { EarlyCut } from '../../../protocol/inspection.ts';

const DEPTH_WANTED = 0.4;
const DEPTH_MIN = 0.15;
const DEPTH_MAX = 0.7;
/** What the end of a block is worth, in units of depth. */
const BLOCK_END_BONUS = 0.15;
/** And what it is worth more where the next block's end has another shape. */
const STAGE_END_BONUS = 0.07;

/**
 * The cut to mix images at: the end of a block about two fifths into the network, where good cuts
 * of the bundled backbone lie (0.3 to 0.5). Of equals the last, which is behind the activation.
 */
export function chooseEarlyCut(
  cuts: readonly (EarlyCut & { readonly isBlockEnd: boolean })[],
): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, { name, depth, shape, isBlockEnd }] of cuts.entries()) {
    if (depth < DEPTH_MIN || depth > DEPTH_MAX) continue;
    const next = cuts.slice(i + 1).find((cut) => cut.isBlockEnd);
    const isStageEnd = isBlockEnd && next !== undefined && next.shape.join() !== shape.join();
    const bonus = (isBlockEnd ? BLOCK_END_BONUS : 0) + (isStageEnd ? STAGE_END_BONUS : 0);
    const cost = Math.abs(depth - DEPTH_WANTED) - bonus;
    if (cost > least) continue;
    least = cost;
    best = name;
  }
  return best;
}
