import { createDecoder } from '../../io/decode-image.ts';
import type { ImageFile } from '../../io/read-image-file.ts';
import type { OpenDetector } from '../../pipeline/open-detector.ts';
import { resultRow } from '../../pipeline/result-rows.ts';
import { ok, type Result } from '../../protocol/failure.ts';
import type { HeatmapAnswer } from '../../protocol/lsp.ts';
import type { ResultRow } from '../../store/store.ts';
import { coverPatches, type Grid, type Picture } from './cover-patches.ts';
import { strangenessOf } from './strangeness.ts';

const GRID: Grid = { rows: 8, columns: 8 };

/**
 * Where an image is strange: by how much `strangenessOf` falls when a patch is covered. The image
 * is decoded once; its copies go through the detector's graph batch after batch, so an abort is
 * heard between two of them. The grid lies over what the backbone sees: the whole image, or its
 * central part where the resize rule crops.
 */
export async function heatmap(
  file: ImageFile,
  detector: OpenDetector,
  { signal, grid = GRID }: { readonly signal?: AbortSignal; readonly grid?: Grid } = {},
): Promise<Result<HeatmapAnswer>> {
  const { metadata } = detector;
  const { height, width } = metadata.preprocessing;
  const pixels = new Uint8Array(height * width * 3);
  const decoded = await createDecoder(metadata.preprocessing).decode(file, pixels);
  if (!decoded.ok) return decoded;
  const { hash } = decoded.value;
  const all = withCovered({ pixels, height, width }, grid);
  const count = grid.rows * grid.columns + 1;
  const outputs = await detector.scorePixels({ pixels: all, count, height, width }, signal);
  if (!outputs.ok) return outputs;
  const rows = Array.from({ length: count }, (_, row): ResultRow => {
    // Of a training image all copies are compared with the other training images.
    return detector.corrected(resultRow(outputs.value, row, hash, metadata));
  });
  const [original, ...covered] = rows;
  const strangeness = strangenessOf(original!, metadata.calibration, metadata.prototype);
  const whole = strangeness(original!);
  return ok({ ...grid, values: covered.map((row) => whole - strangeness(row)) });
}

function withCovered(picture: Picture, grid: Grid): Uint8Array {
  const copies = coverPatches(picture, grid);
  const all = new Uint8Array(picture.pixels.length + copies.length);
  all.set(picture.pixels);
  all.set(copies, picture.pixels.length);
  return all;
}
