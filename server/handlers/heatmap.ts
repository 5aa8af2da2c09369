import { heatmap as heatmapOf } from '../curation/heatmap/heatmap.ts';
import type { HeatmapAnswer } from '../protocol/lsp.ts';
import { pathsOf } from '../workspace/uri-path.ts';
import type { Handler } from './answer.ts';
import { fileNow } from './file-now.ts';
import { curationOf } from './workspace-curation.ts';

export const heatmap: Handler<{ readonly uri: string }, HeatmapAnswer> = async (
  { uri },
  { workspace, signal },
) => {
  const paths = pathsOf([uri]);
  if (!paths.ok) return paths;
  const curation = await curationOf(workspace);
  if (!curation.ok) return curation;
  const detector = await workspace.detector();
  if (!detector.ok) return detector;
  const path = fileNow(paths.value[0]!, curation.value.decisions);
  return heatmapOf({ path }, detector.value, { signal });
};
