import { packThumbnails } from '../curation/thumbnails/pack-thumbnails.ts';
import type { ThumbnailsAnswer } from '../protocol/lsp.ts';
import { pathsOf } from '../workspace/uri-path.ts';
import type { Handler } from './answer.ts';
import { fileNow } from './file-now.ts';
import { curationOf } from './workspace-curation.ts';

export interface ThumbnailsParams {
  readonly uris: readonly string[];
  readonly sizePx: number;
}

/** Of images that a decision moved too, by the path that they were scored at. */
export const thumbnails: Handler<ThumbnailsParams, ThumbnailsAnswer> = async (
  { uris, sizePx },
  { workspace, signal },
) => {
  const paths = pathsOf(uris);
  if (!paths.ok) return paths;
  const curation = await curationOf(workspace);
  if (!curation.ok) return curation;
  const { decisions, thumbnails: cache } = curation.value;
  const files = paths.value.map((path) => ({ path: fileNow(path, decisions) }));
  return packThumbnails(files, { sizePx, cache, signal });
};
