import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DetectorMetadata } from '../../protocol/detector.ts';
import type { NeighbourTile } from '../../protocol/lsp.ts';
import type { Neighbours } from '../../store/store.ts';

/** What an explanation needs to know of the training images. */
export interface KnownTraining {
  readonly classes: DetectorMetadata['classes'];
  readonly training: Pick<DetectorMetadata['training'], 'files' | 'labels' | 'folder'>;
}

const SHOWN = 5;

/** The nearest training images by both views, with class and place, nearest first. */
export async function trainingTiles(
  neighbours: Neighbours | null,
  known: KnownTraining,
  uriOf: (path: string) => string,
): Promise<{ neighbours: NeighbourTile[]; lookalikes: NeighbourTile[]; missing: number }> {
  const tiles = (rows: Int32Array, distances: Float32Array): Promise<NeighbourTile[]> =>
    Promise.all([...rows.subarray(0, SHOWN)].flatMap((row, i) => tile(row, distances[i]!)));
  const tile = (row: number, distance: number): Promise<NeighbourTile>[] => {
    const path = known.training.files[row];
    return path === undefined ? [] : [tileOf(path, row, distance)];
  };
  const tileOf = async (path: string, row: number, distance: number): Promise<NeighbourTile> => {
    const full = join(known.training.folder, path);
    const isMissing = (await stat(full).catch(() => null)) === null;
    const label = known.classes[known.training.labels[row] ?? -1] ?? '';
    return { uri: uriOf(full), path, class: label, distance, ...(isMissing ? { isMissing } : {}) };
  };
  if (neighbours === null) return { neighbours: [], lookalikes: [], missing: 0 };
  const byGradient = await tiles(neighbours.groodRows, neighbours.groodDistances);
  const byAppearance = await tiles(neighbours.featureRows, neighbours.featureDistances);
  const missing = [...byGradient, ...byAppearance].filter((each) => each.isMissing === true);
  const uris = new Set(missing.map(({ uri }) => uri));
  return { neighbours: byGradient, lookalikes: byAppearance, missing: uris.size };
}
