import { ok } from '../protocol/failure.ts';
import type { ActAnswer } from '../protocol/lsp.ts';
import type { Handler } from './answer.ts';
import { curationOf, spread, wireDecision } from './workspace-curation.ts';

/** Of the decisions named, or of the last act. */
export const undo: Handler<{ readonly ids?: readonly number[] }, ActAnswer> = async (
  { ids },
  { workspace },
) => {
  const curation = await curationOf(workspace);
  if (!curation.ok) return curation;
  const undone = await curation.value.decisions.undo(ids);
  if (!undone.ok) return undone;
  const { decisions, failures, sentence } = undone.value;
  spread(curation.value, workspace, decisions);
  return ok({ decisions: decisions.map(wireDecision), failures, sentence });
};
