import { failed } from '../protocol/failure.ts';
import type { ScoreAnswer, ScoreParams } from '../protocol/lsp.ts';
import { pathsOf } from '../workspace/uri-path.ts';
import type { Handler } from './answer.ts';

export const score: Handler<ScoreParams, ScoreAnswer> = async (params, context) => {
  const paths = pathsOf(params.uris);
  if (!paths.ok) return paths;
  if (paths.value.length === 0) {
    return failed('usage', 'Nothing was chosen to score.', 'Choose a folder or images.');
  }
  const { workspace, signal, progress } = context;
  return workspace.score(paths.value, { signal, progress });
};
