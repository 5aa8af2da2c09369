/**
 * How an image file becomes the bytes and numbers that a backbone was trained on. Everything but
 * the resize happens inside the graph that runs.
 */
export interface Preprocessing {
  /** Size of the backbone's input, in pixels. */
  readonly height: number;
  readonly width: number;
  readonly resize: ResizeRule;
  readonly kernel: ResizeKernel;
  /** Channel order the model expects; decoded images are always RGB. */
  readonly order: 'RGB' | 'BGR';
  /** Per channel (in the model's order), in units of 0..1: x = (byte / 255 - mean) / std. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Where this was found, for people: `grood.json`, `model metadata (Ultralytics)`, `defaults`. */
  readonly source: string;
}

/**
 * `stretch`: the whole image to width x height, aspect ratio not kept.
 * `crop`: shorter edge to `edgePx`, then the central width x height.
 */
export type ResizeRule =
  | { readonly rule: 'stretch' }
  | { readonly rule: 'crop'; readonly edgePx: number };

export type ResizeKernel = 'cubic' | 'linear' | 'lanczos3' | 'nearest';
