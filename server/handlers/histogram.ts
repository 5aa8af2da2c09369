import type { HistogramAnswer } from '../protocol/lsp.ts';
import { pathOf } from '../workspace/uri-path.ts';
import type { Handler } from './answer.ts';

export const histogram: Handler<{ readonly folderUri?: string }, HistogramAnswer> = (
  { folderUri },
  { workspace },
) => workspace.histogram(folderUri === undefined ? undefined : pathOf(folderUri));
