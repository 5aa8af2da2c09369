import type { ModelInspection } from '../../../protocol/inspection.ts';
import type { GraphIndex } from '../graph/graph-index.ts';
import { type Declared, IMAGENET_MEAN, IMAGENET_STD, type Triple } from './declared.ts';
import { inGraphScale } from './in-graph-scaling.ts';

/** Scales below this shrink bytes to small numbers; 1/127.5 and 1/58 do, 1/0.22 does not. */
const BYTE_SCALE_MAX = 0.1;

/**
 * What is assumed where nothing declares the preprocessing, and a note that says so. The whole
 * image is squeezed to the input: nothing is cut away that might not belong.
 */
export function defaultPreprocessing(
  index: GraphIndex,
  input: ModelInspection['input'],
): { readonly declared: Declared; readonly note: string } {
  const scale = inGraphScale(index, input.name);
  const { mean, std, what } = rangeFor(input, scale);
  const declared: Declared = {
    size: null,
    resize: { rule: 'stretch' },
    kernel: 'cubic',
    order: 'RGB',
    mean,
    std,
    source: 'defaults',
  };
  const note =
    `Nothing beside or in the model says how its images were prepared; assumed: RGB, ${what}, ` +
    'whole image squeezed to the input size. Write "preprocessing" into grood.json if that is wrong.';
  return { declared, note };
}

function rangeFor(
  input: ModelInspection['input'],
  scale: number | null,
): { mean: Triple; std: Triple; what: string } {
  const bytes: Triple = [1 / 255, 1 / 255, 1 / 255];
  if (input.dtype === 'uint8') return { mean: [0, 0, 0], std: bytes, what: 'bytes as they are' };
  if (scale !== null && scale < BYTE_SCALE_MAX) {
    return {
      mean: [0, 0, 0],
      std: bytes,
      what: 'values 0 to 255 (the model rescales them itself)',
    };
  }
  if (scale !== null && scale > 1) {
    return { mean: [0, 0, 0], std: [1, 1, 1], what: 'values 0 to 1 (the model normalises itself)' };
  }
  if (input.layout === 'NHWC') {
    return { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], what: 'values -1 to 1 (Keras style)' };
  }
  return { mean: IMAGENET_MEAN, std: IMAGENET_STD, what: 'ImageNet mean and deviation' };
}
