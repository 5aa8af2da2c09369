import type { ScoreAnswer, ScoreParams } from '../protocol/lsp.ts';
import { pathsOf } from '../workspace/uri-path.ts';
import type { Handler } from './answer.ts';

export const rescoreChanged: Handler<ScoreParams, ScoreAnswer> = async (params, context) => {
  const paths = pathsOf(params.uris);
  if (!paths.ok) return paths;
  const { workspace, signal, progress } = context;
  return workspace.rescoreChanged(paths.value, { signal, progress });
};
