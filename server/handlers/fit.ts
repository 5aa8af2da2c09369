import { ok } from '../protocol/failure.ts';
import type { FitAnswer, FitParams } from '../protocol/lsp.ts';
import { fitWorkspace } from '../workspace/fit-workspace.ts';
import { pathOf, pathsOf, uriOf } from '../workspace/uri-path.ts';
import type { Handler } from './answer.ts';

export const fit: Handler<FitParams, FitAnswer> = async (params, context) => {
  const { workspaceUri, trainUri, valUri, oodUri, backboneUri } = params;
  const uris = [workspaceUri, trainUri, valUri, oodUri, backboneUri];
  const local = pathsOf(uris.filter((uri) => uri !== undefined));
  if (!local.ok) return local;
  const path = (uri: string | undefined): string | undefined =>
    uri === undefined ? undefined : pathOf(uri);
  const fitted = await fitWorkspace(
    {
      root: pathOf(workspaceUri),
      train: pathOf(trainUri),
      val: path(valUri),
      ood: path(oodUri),
      backbone: path(backboneUri),
      isFast: params.fast === true,
    },
    context,
  );
  if (!fitted.ok) return fitted;
  const { detectorPath, configurationPath, ...said } = fitted.value;
  return ok({
    ...said,
    detectorUri: uriOf(detectorPath),
    configurationUri: uriOf(configurationPath),
  });
};
