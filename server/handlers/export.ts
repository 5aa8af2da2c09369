import { exportDecisions } from '../curation/export/export-decisions.ts';
import { exportRecords } from '../curation/export/export-records.ts';
import { failed, type Result } from '../protocol/failure.ts';
import type { ExportParams } from '../protocol/lsp.ts';
import type { ScoreRecord } from '../protocol/record.ts';
import type { ImageRow } from '../store/images.ts';
import { recordOfRow } from '../workspace/tile.ts';
import { pathOf, pathsOf } from '../workspace/uri-path.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Handler } from './answer.ts';
import { pageQuery } from './page-query.ts';
import { curationOf } from './workspace-curation.ts';

const PAGE_ROWS = 1000;

/** The client's dialog has asked about a file that is there already. */
export const exportTo: Handler<ExportParams, { readonly sentence: string }> = async (
  params,
  { workspace, signal },
) => {
  const to = pathsOf([params.toUri]);
  if (!to.ok) return to;
  const place = { to: to.value[0]!, mayReplace: true };
  if (params.format === 'decisions') {
    const curation = await curationOf(workspace);
    if (!curation.ok) return curation;
    await curation.value.decisions.refresh();
    return exportDecisions(curation.value.decisions.list(), place.to, place);
  }
  const pages = await pagesOf(params, workspace);
  if (!pages.ok) return pages;
  return exportRecords({ format: params.format, pages: pages.value, ...place, signal });
};

async function pagesOf(
  { uris, filter }: ExportParams,
  workspace: Workspace,
): Promise<Result<AsyncIterable<readonly ScoreRecord[]>>> {
  const card = await workspace.card();
  if (card === null) {
    return failed('detector-unusable', 'Nothing was scored yet.', 'Score a folder first.');
  }
  const threshold = await workspace.threshold();
  const named = uris === undefined ? null : pathsOf(uris);
  if (named !== null && !named.ok) return named;
  const rows = named === null ? filtered(filter, workspace) : chosen(named.value, workspace);
  async function* pages(): AsyncGenerator<readonly ScoreRecord[]> {
    for await (const page of rows) yield page.map((row) => recordOfRow(row, card!, threshold));
  }
  return { ok: true, value: pages() };
}

async function* chosen(
  paths: readonly string[],
  workspace: Workspace,
): AsyncGenerator<readonly ImageRow[]> {
  for (let from = 0; from < paths.length; from += PAGE_ROWS) {
    const some = paths.slice(from, from + PAGE_ROWS);
    const rows = await workspace.imagesAt(some);
    yield some.flatMap((path) => rows.get(path) ?? []);
  }
}

async function* filtered(
  filter: ExportParams['filter'],
  workspace: Workspace,
): AsyncGenerator<readonly ImageRow[]> {
  const folder = filter?.folderUri === undefined ? undefined : pathOf(filter.folderUri);
  const scope = await workspace.scope(folder);
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const query = pageQuery({ sort: 'p', ...filter, offset, count: PAGE_ROWS });
    const { rows } = await workspace.page(scope, query);
    if (rows.length === 0) return;
    yield rows;
  }
}
