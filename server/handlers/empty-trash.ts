import { ok } from '../protocol/failure.ts';
import type { Handler } from './answer.ts';
import { curationOf, spread } from './workspace-curation.ts';

/** The client has asked the user: files for which the system has no trash are gone for good. */
export const emptyTrash: Handler<null, { readonly sentence: string }> = async (
  _,
  { workspace },
) => {
  const curation = await curationOf(workspace);
  if (!curation.ok) return curation;
  const emptied = await curation.value.decisions.emptyTrash({ isConfirmed: true });
  if (!emptied.ok) return emptied;
  const { sentence, failures } = emptied.value;
  for (const { message, hint } of failures) workspace.log(`${message} ${hint}`);
  spread(curation.value, workspace, []);
  return ok({ sentence });
};
