import { existsSync } from 'node:fs';
import type { Decision } from '../curation/decisions/decision.ts';
import { ok } from '../protocol/failure.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Handler } from './answer.ts';
import { type Curation, curationOf, spread } from './workspace-curation.ts';

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
  await forget(curation.value, workspace, emptied.value.emptied);
  for (const { message, hint } of failures) workspace.log(`${message} ${hint}`);
  spread(curation.value, workspace, emptied.value.emptied);
  return ok({ sentence });
};

/** Rows were kept so that images could be found again; these are gone. */
async function forget(
  { store }: Curation,
  workspace: Workspace,
  gone: readonly Decision[],
): Promise<void> {
  const paths = gone
    .map(({ from }) => from.replaceAll('\\', '/'))
    .filter((path) => !existsSync(path));
  const rows = await workspace.imagesAt(paths);
  for (const { runId, path } of rows.values()) store.dropRunRows(runId, [path]);
}
