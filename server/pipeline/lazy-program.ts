import type { Engine, Program } from '../engine/engine-client.ts';
import type { ProgramRequest } from '../engine/messages.ts';
import { orStop } from './run-stopped.ts';

/** A program that is opened by the first file that needs it: a refit often needs none. */
export interface LazyProgram {
  /** Null until then. */
  readonly batchSize: number | null;
  open(): Promise<Program>;
}

export function lazyProgram(
  engine: Engine,
  request: () => ProgramRequest,
  signal?: AbortSignal,
): LazyProgram {
  let opening: Promise<Program> | null = null;
  let batchSize: number | null = null;
  const open = async (): Promise<Program> => {
    const program = orStop(await engine.open(request(), signal));
    batchSize = program.batchSize;
    return program;
  };
  return {
    get batchSize(): number | null {
      return batchSize;
    },
    open(): Promise<Program> {
      opening ??= open();
      return opening;
    },
  };
}
