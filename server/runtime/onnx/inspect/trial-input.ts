import type { TrialInput } from '../graph/run-graph.ts';
import type { ImageInput } from './find-input.ts';

/** Noise of the size that the input's type suggests, the same every time. */
export function trialInput(
  input: ImageInput,
  size: { readonly batch: number; readonly height: number; readonly width: number },
): TrialInput {
  const { name, elementType, layout, dtype } = input;
  const { batch, height, width } = size;
  const dims = layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3];
  const data = new Float32Array(batch * 3 * height * width);
  let state = 12345;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    data[i] = dtype === 'uint8' ? state >>> 24 : state / 2 ** 32;
  }
  return { name, elementType, dims, data };
}
