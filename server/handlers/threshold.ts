import { failed } from '../protocol/failure.ts';
import type { ThresholdAnswer } from '../protocol/lsp.ts';
import { pathOf } from '../workspace/uri-path.ts';
import type { Handler } from './answer.ts';

interface ThresholdParams {
  readonly folderUri?: string;
  readonly p: number;
  readonly isFinal: boolean;
}

/** While the line is dragged, counts and words only; let go, everything is drawn anew. */
export const threshold: Handler<ThresholdParams, ThresholdAnswer> = async (params, context) => {
  const { folderUri, p, isFinal } = params;
  if (!(p > 0 && p <= 1)) {
    return failed('usage', `A threshold lies between 0 and 1; ${p} does not.`, 'Drag it again.');
  }
  const { workspace } = context;
  const answer = await workspace.tryThreshold(
    folderUri === undefined ? undefined : pathOf(folderUri),
    p,
  );
  if (answer.ok && isFinal) await workspace.setThreshold(p);
  return answer;
};
