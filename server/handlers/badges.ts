import { ok } from '../protocol/failure.ts';
import type { Tile } from '../protocol/lsp.ts';
import { pathOf } from '../workspace/uri-path.ts';
import type { Handler } from './answer.ts';

interface BadgesParams {
  readonly uris: readonly string[];
}

/** In the order of the request. */
export const badges: Handler<BadgesParams, { readonly tiles: readonly (Tile | null)[] }> = async (
  { uris },
  { workspace },
) => {
  const paths = uris.map(pathOf);
  const rows = await workspace.imagesAt(paths);
  const found = [...rows.values()];
  const tiles = await workspace.tilesOf(found);
  const byPath = new Map(found.map((row, index) => [row.path, tiles[index]]));
  return ok({ tiles: paths.map((path) => byPath.get(path) ?? null) });
};
