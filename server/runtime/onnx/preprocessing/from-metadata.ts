import type { StringStringEntryProto } from '../proto/onnx-proto.ts';
import { type Declared, kernelOf, scaled, sizeOf, tripleOf } from './declared.ts';
import { parsePythonLiteral } from './parse-python-literal.ts';

export type Metadata = ReadonlyMap<string, string>;

export function metadataOf(entries: readonly StringStringEntryProto[]): Metadata {
  return new Map(entries.map(({ key, value }) => [key, value]));
}

/** Ultralytics classifiers: shorter edge to imgsz, centre crop, x / 255 and nothing more. */
export function fromUltralytics(metadata: Metadata): Declared | null {
  if (metadata.get('task') !== 'classify' || !metadata.has('names')) return null;
  const size = sizeOf(parsePythonLiteral(metadata.get('imgsz') ?? ''));
  return {
    size,
    resize: { rule: 'crop', edgePx: size === null ? 224 : Math.min(size.height, size.width) },
    kernel: 'linear',
    order: 'RGB',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    source: 'model metadata (Ultralytics)',
  };
}

/** The ONNX standard's image metadata, as Azure Custom Vision writes and reads them. */
export function fromImageMetadata(metadata: Metadata): Declared | null {
  const format = metadata.get('Image.BitmapPixelFormat');
  const range = metadata.get('Image.NominalPixelRange');
  if (format === undefined && range === undefined) return null;
  const isBytes = range === 'NominalRange_0_255';
  const isSigned = range === 'Normalized_1_1';
  const [mean, std] = isBytes ? [0, 1 / 255] : isSigned ? [0.5, 0.5] : [0, 1];
  return {
    size: null,
    resize: { rule: 'stretch' },
    kernel: 'linear',
    order: /^bgr/i.test(format ?? '') ? 'BGR' : 'RGB',
    mean: [mean, mean, mean],
    std: [std, std, std],
    source: 'model metadata (ONNX Image.*)',
  };
}

/** `input_mean` and `input_std` in units of bytes, as TensorFlow Lite tools name them. */
export function fromInputMetadata(metadata: Metadata): Declared | null {
  const mean = tripleOf(parsePythonLiteral(metadata.get('input_mean') ?? ''));
  const std = tripleOf(parsePythonLiteral(metadata.get('input_std') ?? ''));
  if (mean === null || std === null) return null;
  return {
    size: sizeOf(parsePythonLiteral(metadata.get('native_size') ?? '')),
    resize: { rule: 'stretch' },
    kernel: kernelOf(metadata.get('resize'), 'cubic'),
    order: metadata.get('input_color') === 'BGR' ? 'BGR' : 'RGB',
    mean: scaled(mean, 1 / 255),
    std: scaled(std, 1 / 255),
    source: 'model metadata (input_mean, input_std)',
  };
}
