import { ok } from '../protocol/failure.ts';
import type { WorkspaceState } from '../protocol/lsp.ts';
import type { Handler } from './answer.ts';

/** As many as the side bar lists. */
const MOST_UNUSUAL = 10;

export const state: Handler<null, WorkspaceState> = async (_, { workspace }) => {
  const detector = await workspace.detectorState();
  const folders = await workspace.folders();
  const page = await workspace.page(await workspace.scope(), {
    filter: { grades: ['very-unusual', 'unusual'], isDecided: false },
    sort: 'p',
    offset: 0,
    count: MOST_UNUSUAL,
  });
  const mostUnusual = await workspace.tilesOf(page.rows);
  return ok({ detector, folders, mostUnusual, running: workspace.running() });
};
