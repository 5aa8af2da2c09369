import { ok } from '../protocol/failure.ts';
import type { PageAnswer, PageParams } from '../protocol/lsp.ts';
import { pathOf } from '../workspace/uri-path.ts';
import type { Handler } from './answer.ts';
import { pageQuery } from './page-query.ts';

export const page: Handler<PageParams, PageAnswer> = async (params, { workspace }) => {
  const folder = params.folderUri === undefined ? undefined : pathOf(params.folderUri);
  const scope = await workspace.scope(folder);
  const base = await workspace.baseOf(scope);
  const found = await workspace.page(scope, pageQuery(params));
  return ok({
    total: found.total,
    tiles: await workspace.tilesOf(found.rows),
    counts: await workspace.counts(scope),
    groups: found.groups.map(({ path, count }) => ({ path: shortened(path, base), count })),
  });
};

/** As tiles name it: from the scored folder, which itself is an empty path. */
function shortened(path: string, base: string | null): string {
  const whole = path.endsWith('/') ? path.slice(0, -1) : path;
  if (base === null) return whole;
  if (whole === base) return '';
  return whole.startsWith(`${base}/`) ? whole.slice(base.length + 1) : whole;
}
