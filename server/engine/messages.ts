/**
 * What the parent and the engine process say to each other, over `fork` with the `advanced`
 * serialization. Paths go in, packed rows come out; pixels never cross. Every request is answered
 * exactly once: by `done`, `failed` or `dropped`.
 */
import type { Failure } from '../protocol/failure.ts';
import type { Preprocessing } from '../protocol/preprocessing.ts';
import type { PackedArray, PackedArrays } from '../runtime/onnx/run-packed.ts';

export interface ProgramRequest {
  /** Path of an ONNX file, or its bytes. */
  readonly model: string | Uint8Array;
  /** For messages: what people call the model. */
  readonly name: string;
  /**
   * How files become the input `images`, uint8 [N, H, W, 3]; absent for a program that takes
   * features only.
   */
  readonly preprocessing?: Preprocessing;
  /** Threads of one inference; by default the processors shared among the lanes. */
  readonly threads?: number;
  /** Images a run; by default measured when the program is opened, for runs of about 40 ms. */
  readonly batchSize?: number;
}

export interface ProgramInfo {
  /** Every run has this many images: shorter batches are padded, so that no bit depends on it. */
  readonly batchSize: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface EngineFile {
  readonly path: string;
  /** Where the path is not UTF-8. */
  readonly pathBytes?: Uint8Array;
}

/** What decoding found out of a file that could be read. */
export interface DecodedFile {
  /** SHA-256 of the content, hex. */
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly sizeBytes: number;
}

export type FileOutcome =
  | { readonly ok: true; readonly value: DecodedFile }
  | { readonly ok: false; readonly failure: Failure };

export type { PackedArray, PackedArrays };

/** Rows of a batch. Row i of every output belongs to file i; it is zero where the file failed. */
export interface BatchRows {
  readonly files: readonly FileOutcome[];
  readonly outputs: PackedArrays;
}

export type EngineRequest =
  | ({ readonly kind: 'open'; readonly id: number; readonly program: number } & {
      readonly request: ProgramRequest;
    })
  | ({ readonly kind: 'run'; readonly id: number; readonly program: number } & {
      readonly files: readonly EngineFile[];
    })
  | ({ readonly kind: 'runFeatures'; readonly id: number; readonly program: number } & {
      readonly inputs: PackedArrays;
    })
  | ({ readonly kind: 'call'; readonly id: number; readonly name: string } & {
      readonly payload: unknown;
    })
  | { readonly kind: 'close'; readonly id: number; readonly program: number };

export type EngineMessage = EngineRequest | { readonly kind: 'cancel'; readonly id: number };

export type EngineReply =
  /** `window`: requests to send at once, so that neither decoder nor inference waits. */
  | { readonly kind: 'ready'; readonly window: number }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'dropped'; readonly id: number };
