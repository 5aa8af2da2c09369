import type { Program } from '../../engine/engine-client.ts';
import type { EngineFile } from '../../engine/messages.ts';
import { buildPrograms } from '../../runtime/onnx/programs.ts';
import { floatRow } from '../float-row.ts';
import { orStop } from '../run-stopped.ts';
import type { FitContext } from './fit-context.ts';

/** The network in two: up to the early cut, and the rest. */
export interface EarlyPart {
  readonly cut: string;
  /** Early activations of files, in batches; files that can't be read are passed over. */
  forEach<T>(
    items: readonly T[],
    fileOf: (item: T) => EngineFile,
    use: (item: T, activation: Activation) => void | Promise<void>,
  ): Promise<void>;
  /** Early activations of images that are no files: RGB bytes [H, W, 3] each. */
  ofPixels(images: readonly Uint8Array[]): Promise<Activation[]>;
  /** Features [D] of an early activation. */
  featuresOf(activation: Activation): Promise<Float32Array>;
  close(): void;
}

export interface Activation {
  readonly data: Float32Array;
  /** Without the batch. */
  readonly shape: readonly number[];
}

export async function openEarlyPart(context: FitContext): Promise<EarlyPart> {
  const { backbone, engine, work } = context;
  const { modelPath, inspection, preprocessing, name } = backbone;
  const cut = inspection.early;
  if (cut === null) throw new RangeError(`${name} has no early cut`);
  const programs = orStop(await buildPrograms(modelPath, inspection, preprocessing, cut));
  const early = { model: programs.early!, name: `${name}, early part`, preprocessing };
  const tail = { model: programs.tail!, name: `${name}, rest` };
  return earlyPart(context, cut, {
    early: orStop(await engine.open(early, work.signal)),
    tail: orStop(await engine.open(tail, work.signal)),
  });
}

function earlyPart(
  { engine, work, backbone }: FitContext,
  cut: string,
  { early, tail }: { readonly early: Program; readonly tail: Program },
): EarlyPart {
  const { signal } = work;
  return {
    cut,
    async forEach(items, fileOf, use): Promise<void> {
      for (let from = 0; from < items.length; from += early.batchSize) {
        const batch = items.slice(from, from + early.batchSize);
        const rows = orStop(await engine.run(early.id, batch.map(fileOf), signal));
        const activations = rows.outputs['early'];
        if (activations === undefined) continue;
        const shape = activations.dims.slice(1);
        for (const [index, item] of batch.entries()) {
          if (!rows.files[index]!.ok) continue;
          await use(item, { data: floatRow(activations, index), shape });
        }
      }
    },
    async ofPixels(images): Promise<Activation[]> {
      const { height, width } = backbone.preprocessing;
      const found: Activation[] = [];
      for (const image of images) {
        const input = { images: { data: image, dims: [1, height, width, 3] } };
        const rows = orStop(await engine.runFeatures(early.id, input, signal));
        const { data, dims } = rows['early']!;
        found.push({ data: data as Float32Array, shape: dims.slice(1) });
      }
      return found;
    },
    async featuresOf({ data, shape }): Promise<Float32Array> {
      const input = { early: { data, dims: [1, ...shape] } };
      const rows = orStop(await engine.runFeatures(tail.id, input, signal));
      return (rows['features']!.data as Float32Array).slice();
    },
    close(): void {
      engine.close(early.id);
      engine.close(tail.id);
    },
  };
}

/** A mean of activations, added up in float64. */
export class ActivationMean {
  #sum: Float64Array | null = null;
  #count = 0;
  shape: readonly number[] = [];

  get count(): number {
    return this.#count;
  }

  add({ data, shape }: Activation): void {
    this.#sum ??= new Float64Array(data.length);
    this.shape = shape;
    for (let i = 0; i < data.length; i++) this.#sum[i]! += data[i]!;
    this.#count++;
  }

  mean(): Float32Array {
    const sum = this.#sum ?? new Float64Array(0);
    return Float32Array.from(sum, (value) => value / this.#count);
  }
}
