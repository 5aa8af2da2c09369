import { availableParallelism } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { failed, ok, type Result } from '../protocol/failure.ts';
import { chooseBatchSize } from './choose-batch-size.ts';
import type { EngineParts, Model } from './engine-parts.ts';
import { LANES } from './inference-lanes.ts';
import type { PackedArrays, ProgramInfo, ProgramRequest } from './messages.ts';

/** From the decoding thread. Pixels are transferred, and come back with the answer. */
export type InferenceRequest =
  | ({ readonly kind: 'open'; readonly id: number; readonly program: number } & {
      readonly request: ProgramRequest;
    })
  | ({ readonly kind: 'infer'; readonly id: number; readonly program: number } & {
      readonly pixels: Uint8Array<ArrayBuffer>;
      readonly dims: readonly number[];
    })
  | ({ readonly kind: 'runFeatures'; readonly id: number; readonly program: number } & {
      readonly inputs: PackedArrays;
    })
  | ({ readonly kind: 'call'; readonly id: number; readonly name: string } & {
      readonly payload: unknown;
    })
  | { readonly kind: 'close'; readonly id: number; readonly program: number };

export interface InferenceReply {
  readonly id: number;
  readonly result: Result<unknown>;
  readonly pixels?: Uint8Array<ArrayBuffer>;
}

export const IMAGES_INPUT = 'images';

interface OpenModel {
  readonly model: Model;
  readonly name: string;
}

export function serveInference(parts: EngineParts): void {
  const port = parentPort;
  if (port === null) throw new Error('The inference thread was started as a process.');
  const programs = new Map<number, OpenModel>();
  const answer = async (request: InferenceRequest): Promise<void> => {
    const result = await resultOf(() => serve(parts, programs, request));
    const reply: InferenceReply = { id: request.id, result };
    if (request.kind !== 'infer') port.postMessage(reply);
    else port.postMessage({ ...reply, pixels: request.pixels }, [request.pixels.buffer]);
  };
  // One at a time: runs in flight together do not overlap, and would only hold memory.
  let last: Promise<void> = Promise.resolve();
  port.on('message', (request: InferenceRequest) => {
    last = last.then(() => answer(request));
  });
}

async function resultOf(work: () => Promise<Result<unknown>>): Promise<Result<unknown>> {
  try {
    return await work();
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const hint = 'Please report this with the log.';
    return failed('internal', `The engine could not compute this: ${message}`, hint, stack);
  }
}

async function serve(
  parts: EngineParts,
  programs: Map<number, OpenModel>,
  request: InferenceRequest,
): Promise<Result<unknown>> {
  switch (request.kind) {
    case 'open':
      return open(parts, programs, request.program, request.request);
    case 'infer': {
      const images = { data: request.pixels, dims: request.dims };
      return run(programs, request.program, { [IMAGES_INPUT]: images });
    }
    case 'runFeatures':
      return run(programs, request.program, request.inputs);
    case 'call': {
      const task = parts.tasks[request.name];
      if (task === undefined) throw new Error(`there is no task named ${request.name}`);
      const openModel = (model: ProgramRequest): Promise<Result<Model>> =>
        parts.openModel(model, threadsOf(model));
      return ok(await task(request.payload as never, { openModel }));
    }
    case 'close': {
      await programs.get(request.program)?.model.release();
      programs.delete(request.program);
      return ok(null);
    }
  }
}

async function open(
  parts: EngineParts,
  programs: Map<number, OpenModel>,
  program: number,
  request: ProgramRequest,
): Promise<Result<ProgramInfo>> {
  const opened = await parts.openModel(request, threadsOf(request));
  if (!opened.ok) return opened;
  const model = opened.value;
  programs.set(program, { model, name: request.name });
  const { preprocessing } = request;
  const size = model.fixedBatch ?? request.batchSize ?? null;
  const batchSize =
    preprocessing === undefined
      ? (size ?? 1)
      : (size ?? (await chooseBatchSize(model, preprocessing)));
  return ok({ batchSize, inputs: model.inputs, outputs: model.outputs });
}

async function run(
  programs: Map<number, OpenModel>,
  program: number,
  inputs: PackedArrays,
): Promise<Result<PackedArrays>> {
  const opened = programs.get(program);
  if (opened === undefined) throw new Error(`program ${program} is not open`);
  try {
    return ok(await opened.model.run(inputs));
  } catch (error) {
    return failed(
      'model-unusable',
      `The model ${opened.name} failed while it ran.`,
      'Check with `grood inspect` that it is an image classifier or feature extractor.',
      String(error),
    );
  }
}

// One thread does the most images per second of processor time; more only where lanes are few.
function threadsOf(request: ProgramRequest): number {
  return request.threads ?? Math.max(1, Math.floor(availableParallelism() / LANES));
}
