import type { Preprocessing, ResizeKernel, ResizeRule } from '../../../protocol/preprocessing.ts';

/** Preprocessing as some source declares it, before it is fitted to the model's own input size. */
export interface Declared {
  /** Null where the source names no size. */
  readonly size: { readonly height: number; readonly width: number } | null;
  /** The edge to crop from holds for `size`. */
  readonly resize: ResizeRule;
  readonly kernel: ResizeKernel;
  readonly order: Preprocessing['order'];
  readonly mean: Preprocessing['mean'];
  readonly std: Preprocessing['std'];
  readonly source: string;
}

export type Triple = readonly [number, number, number];

export const IMAGENET_MEAN: Triple = [0.485, 0.456, 0.406];
export const IMAGENET_STD: Triple = [0.229, 0.224, 0.225];

/** A JSON object, or an empty one where the value is something else. */
export function objectOf(value: unknown): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : {};
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Three channel values; one number counts for all three. */
export function tripleOf(value: unknown): Triple | null {
  const one = numberOf(value);
  if (one !== null) return [one, one, one];
  if (!Array.isArray(value)) return null;
  const [a, b, c] = value.map(numberOf);
  if (value.length === 1 && a != null) return [a, a, a];
  return a != null && b != null && c != null && value.length === 3 ? [a, b, c] : null;
}

/** `224`, `{ height, width }` or `[height, width]`. */
export function sizeOf(value: unknown): { height: number; width: number } | null {
  const one = numberOf(value);
  if (one !== null) return { height: one, width: one };
  const [first, second] = Array.isArray(value) ? value.map(numberOf) : [null, null];
  const height = first ?? numberOf(objectOf(value)['height']);
  const width = second ?? first ?? numberOf(objectOf(value)['width']);
  return height != null && width != null ? { height, width } : null;
}

export function scaled(values: Triple, factor: number): Triple {
  return [values[0] * factor, values[1] * factor, values[2] * factor];
}

const KERNELS: Readonly<Record<string, ResizeKernel>> = {
  nearest: 'nearest',
  bilinear: 'linear',
  linear: 'linear',
  bicubic: 'cubic',
  cubic: 'cubic',
  lanczos: 'lanczos3',
  lanczos3: 'lanczos3',
  lanczos5: 'lanczos3',
};

/** sharp's kernel for the names that Python libraries use. */
export function kernelOf(name: unknown, otherwise: ResizeKernel): ResizeKernel {
  return (typeof name === 'string' ? KERNELS[name.toLowerCase()] : undefined) ?? otherwise;
}
