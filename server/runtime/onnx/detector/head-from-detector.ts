import type { Adapter } from '../../../core/grood/fitted.ts';
import type { DetectorMetadata } from '../../../protocol/detector.ts';
import { ELEMENT_TYPE, type ModelProto, type TensorProto } from '../proto/onnx-proto.ts';
import { fromHalf } from './half-float.ts';
import { HEAD_INPUTS, HEAD_PREFIX, standaloneHead } from './head-graph.ts';
import { denseTriangle, triangleBlocks } from './triangle-nodes.ts';

/** What a detector holds besides its backbone. Arrays are copies, made when asked for. */
export interface DetectorHead {
  /** `features` (and `mixed_features`) in, the contract's outputs out: as from `headModel`. */
  readonly model: ModelProto;
  /** Raw training features [N, D]; of float16 storage, the stored values. */
  trainingFeatures(): Float32Array;
  /** [K, D], in adapted space. */
  classPrototypes(): Float32Array;
  /** [D], in adapted space; null: there is none. */
  oodPrototype(): Float64Array | null;
  adapter(): Adapter | null;
  /** The backbone's class head W [K, D] and b [K], where the metadata name them. */
  classHead(): { readonly weight: Float32Array; readonly bias: Float32Array } | null;
}

/** Takes the head out of a detector, without decoding it again. */
export function headFromDetector(detector: {
  readonly model: ModelProto;
  readonly metadata: DetectorMetadata;
}): DetectorHead {
  const { graph, opsetImport } = detector.model;
  const { dimension, head } = detector.metadata;
  const initializers = graph.initializer.filter(({ name }) => isHead(name));
  const nodes = graph.node.filter(({ name }) => isHead(name));
  const read = new Set(nodes.flatMap(({ input }) => input));
  const inputs = HEAD_INPUTS.filter((name) => read.has(name));
  const named = (name: string): TensorProto | undefined =>
    graph.initializer.find((tensor) => tensor.name === name);
  const own = (name: string): TensorProto | undefined => named(`${HEAD_PREFIX}/${name}`);
  return {
    model: { ...standaloneHead({ nodes, initializers }, inputs, detector.metadata), opsetImport },
    trainingFeatures: () => float32Values(own('training/features')),
    classPrototypes: () => float32Values(own('prototypes/classes')),
    oodPrototype: () => {
      const tensor = own('prototypes/ood');
      return tensor === undefined ? null : float64Values(tensor);
    },
    adapter: () => {
      const mean = own('adapter/mean');
      if (mean === undefined) return null;
      const blocks = triangleBlocks(dimension).map(({ name }) => float64Values(own(name)));
      return {
        mean: float64Values(mean),
        inverseCholesky: denseTriangle(blocks, dimension),
        scale: float64Values(own('adapter/scale'))[0] as number,
      };
    },
    classHead: () => {
      if (head === undefined) return null;
      return {
        weight: float32Values(named(head.weight)),
        bias: float32Values(named(head.bias)),
      };
    },
  };
}

function isHead(name: string | undefined): boolean {
  return name?.startsWith(`${HEAD_PREFIX}/`) === true;
}

function float32Values(tensor: TensorProto | undefined): Float32Array {
  if (tensor === undefined) throw new RangeError('The detector lacks a tensor that it must have.');
  const bytes = aligned(tensor);
  if (tensor.dataType === ELEMENT_TYPE.float16) return fromHalf(new Uint16Array(bytes));
  if (tensor.dataType === ELEMENT_TYPE.float64) return Float32Array.from(new Float64Array(bytes));
  return new Float32Array(bytes);
}

function float64Values(tensor: TensorProto | undefined): Float64Array {
  if (tensor === undefined) throw new RangeError('The detector lacks a tensor that it must have.');
  return new Float64Array(aligned(tensor));
}

/** Weights lie at any offset of the file, typed arrays only at their own alignment. */
function aligned({ rawData, floatData }: TensorProto): ArrayBuffer {
  const raw = rawData?.length ? rawData : new Uint8Array(Float32Array.from(floatData ?? []).buffer);
  const copy = new Uint8Array(raw.byteLength);
  copy.set(raw);
  return copy.buffer;
}
