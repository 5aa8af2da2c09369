import { readFileSync } from 'node:fs';
import type { TrialInput } from '../../server/runtime/onnx/graph/run-graph.ts';
import { ELEMENT_TYPE } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { sharedPath } from '../shared-material.ts';
import { seededNumbers } from './seeded-numbers.ts';

/** An entry of the robustness models' models.json, as far as the tests read it. */
export interface ModelRow {
  readonly file: string;
  readonly path: string;
  readonly input: {
    readonly name: string;
    readonly layout: 'NCHW' | 'NHWC';
    readonly dtype: string;
  };
  readonly classes: number | null;
  readonly class_names?: readonly string[];
  readonly penultimate?: {
    readonly name: string;
    readonly dimension: number;
    readonly aliases: readonly string[];
  };
  readonly logits_before_softmax?: string;
  readonly tolerance?: number | string;
  readonly fixed_input: {
    readonly shape: readonly number[];
    readonly scale: number;
    readonly offset: number;
    readonly floor: boolean;
  };
  readonly golden: {
    readonly lcg: {
      readonly logits8?: readonly number[];
      readonly penultimate8?: readonly number[];
      readonly penultimate_norm?: number;
      readonly map8?: readonly number[];
    };
  };
  readonly early_cuts?: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly depth: number;
  }[];
}

/** Empty, with a printed reason, where the material is absent. */
export function modelRows(): readonly ModelRow[] {
  const listing = sharedPath('models', 'models.json');
  if (listing === null) {
    process.stderr.write(
      'skipped: ../shared/models is absent, so no robustness models are tried\n',
    );
    return [];
  }
  const { models } = JSON.parse(readFileSync(listing, 'utf8')) as {
    models: Omit<ModelRow, 'path'>[];
  };
  return models.map((row) => ({ ...row, path: sharedPath('models', row.file) ?? row.file }));
}

/** Every model but the one that must be refused. */
export function usableRows(): readonly ModelRow[] {
  return modelRows().filter(({ file }) => file !== '12-detector.onnx');
}

/** The fixed input whose golden values models.json has (linear congruential generator). */
export function goldenInput({ input, fixed_input: fixed }: ModelRow): TrialInput {
  const next = seededNumbers(12345);
  const data = Float32Array.from({ length: fixed.shape.reduce((a, b) => a * b, 1) }, () => {
    const value = next() * fixed.scale + fixed.offset;
    return fixed.floor ? Math.floor(value) : value;
  });
  const elementType =
    { float16: ELEMENT_TYPE.float16, uint8: ELEMENT_TYPE.uint8 }[input.dtype] ??
    ELEMENT_TYPE.float32;
  return { name: input.name, elementType, dims: fixed.shape, data };
}

/** Seeded noise, uint8 [N, H, W, 3]. */
export function noiseImages(
  n: number,
  { height, width }: { readonly height: number; readonly width: number },
): { dims: readonly number[]; data: Uint8Array } {
  const next = seededNumbers(7);
  const data = Uint8Array.from({ length: n * height * width * 3 }, () => next() * 256);
  return { dims: [n, height, width, 3], data };
}
