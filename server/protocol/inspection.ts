/** What `grood inspect --json` prints, and what a fit needs to know of a model. */
export interface ModelInspection {
  readonly input: {
    readonly name: string;
    readonly layout: 'NCHW' | 'NHWC';
    /** Pixels; null where the model leaves the size free. */
    readonly height: number | null;
    readonly width: number | null;
    readonly dtype: 'float32' | 'float16' | 'uint8';
  };
  /** Number of classes K, or null for a pure feature extractor. */
  readonly classes: number | null;
  readonly classNames: readonly string[] | null;
  /** The penultimate tensor; a feature map is pooled by its mean and `warnings` says so. */
  readonly features: { readonly name: string; readonly size: number };
  /** Name of the logits tensor (before any softmax), or null. */
  readonly logits: string | null;
  /** Tensors that every path from input to features passes through, in order of depth. */
  readonly cuts: readonly EarlyCut[];
  /** Name of the proposed early cut, or null. */
  readonly early: string | null;
  readonly warnings: readonly string[];
}

export interface EarlyCut {
  readonly name: string;
  /** For a batch of one. */
  readonly shape: readonly number[];
  /** Share of the Conv, MatMul and Gemm nodes at or before the tensor, 0..1. */
  readonly depth: number;
}
