import type { Engine, Program } from '../engine/engine-client.ts';
import type { PackedArray, PackedArrays } from '../engine/messages.ts';
import { joinRows } from '../engine/rows-of-batch.ts';
import { ok, type Result } from '../protocol/failure.ts';

/** RGB images as the detector's graph takes them, one after the other. */
export interface PixelImages {
  readonly pixels: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Runs pictures that are not files, such as changed copies of one, batch after batch. Each batch is
 * padded to the program's size: so a picture gets the bits that it gets as a file.
 */
export async function scorePixels(
  { engine, program }: { readonly engine: Engine; readonly program: Program },
  images: PixelImages,
  signal?: AbortSignal,
): Promise<Result<PackedArrays>> {
  const { pixels, count, height, width } = images;
  const imageBytes = height * width * 3;
  if (count === 0 || pixels.length !== count * imageBytes) {
    throw new RangeError(`${pixels.length} bytes are not ${count} x ${height} x ${width} x 3`);
  }
  const { id, batchSize } = program;
  const parts: PackedArrays[] = [];
  for (let from = 0; from < count; from += batchSize) {
    const size = Math.min(batchSize, count - from);
    const data = new Uint8Array(batchSize * imageBytes);
    data.set(pixels.subarray(from * imageBytes, (from + size) * imageBytes));
    const input = { images: { data, dims: [batchSize, height, width, 3] } };
    const outputs = await engine.runFeatures(id, input, signal);
    if (!outputs.ok) return outputs;
    parts.push(firstRows(outputs.value, size, batchSize));
  }
  return ok(joinRows(parts));
}

function firstRows(outputs: PackedArrays, count: number, batchSize: number): PackedArrays {
  const cut = ({ data, dims }: PackedArray): PackedArray => ({
    data: data.slice(0, (data.length / batchSize) * count),
    dims: [count, ...dims.slice(1)],
  });
  return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, cut(output)]));
}
