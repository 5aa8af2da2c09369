import { ok } from '../protocol/failure.ts';
import type { ActAnswer, ActParams } from '../protocol/lsp.ts';
import { pathOf, pathsOf } from '../workspace/uri-path.ts';
import type { Handler } from './answer.ts';
import { curationOf, spread, wireDecision } from './workspace-curation.ts';

export const act: Handler<ActParams, ActAnswer> = async (params, { workspace, signal }) => {
  const paths = pathsOf(params.uris);
  if (!paths.ok) return paths;
  const curation = await curationOf(workspace);
  if (!curation.ok) return curation;
  // Loading a detector may take a second, which a mark need not wait for.
  const card = params.kind === 'relabel' ? await workspace.card() : null;
  const request = {
    kind: params.kind,
    paths: paths.value,
    target: params.target?.startsWith('file:') ? pathOf(params.target) : params.target,
    classes: card?.metadata.classes,
  };
  const acted = await curation.value.decisions.act(request, { signal });
  if (!acted.ok) return acted;
  const { decisions, failures, sentence } = acted.value;
  spread(curation.value, workspace, decisions);
  return ok({ decisions: decisions.map(wireDecision), failures, sentence });
};
