import type { Result } from '../protocol/failure.ts';
import type { Preprocessing } from '../protocol/preprocessing.ts';
import type { DecodedFile, EngineFile, PackedArrays, ProgramRequest } from './messages.ts';

/** What the engine process is made of; a test puts other parts in. */
export interface EngineParts {
  createDecoder(preprocessing: Preprocessing): FileDecoder;
  openModel(request: ProgramRequest, threads: number): Promise<Result<Model>>;
  readonly tasks: Readonly<Record<string, Task>>;
}

export interface FileDecoder {
  /** @param into H x W x 3 bytes, overwritten */
  decode(file: EngineFile, into: Uint8Array): Promise<Result<DecodedFile>>;
}

/** A loaded graph. */
export interface Model {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Where the graph takes no other number of images. */
  readonly fixedBatch: number | null;
  /** Throws what the runtime throws. */
  run(inputs: PackedArrays): Promise<PackedArrays>;
  release(): Promise<void>;
}

/** Long arithmetic that would stop the parent's event loop. Typed arrays cross unharmed. */
export type Task = (payload: never, context: TaskContext) => unknown;

export interface TaskContext {
  /** A graph for the length of the task: matrix products are the runtime's work. */
  openModel(request: ProgramRequest): Promise<Result<Model>>;
}
