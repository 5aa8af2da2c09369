/**
 * An engine process for tests: ONNX Runtime as it is, but a decoder that makes pixels of any
 * file's bytes, and ways to die. GROOD_TEST_CRASH_ON names a path whose decoding aborts;
 * GROOD_TEST_RUN_MS makes each run block its thread for so long, as a slow model does;
 * GROOD_TEST_CRASH_ON_RUN kills the process in every run.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { EngineParts, FileDecoder, Model } from '../../server/engine/engine-parts.ts';
import type { EngineFile, ProgramRequest } from '../../server/engine/messages.ts';
import { openModel } from '../../server/engine/open-model.ts';
import { runEngine } from '../../server/engine/run-engine.ts';
import { failed, ok, type Result } from '../../server/protocol/failure.ts';
import type { Preprocessing } from '../../server/protocol/preprocessing.ts';

const { env } = process;
const block = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

function createDecoder({ width, height }: Preprocessing): FileDecoder {
  return {
    async decode(file: EngineFile, into: Uint8Array) {
      if (file.path === env['GROOD_TEST_CRASH_ON']) process.abort();
      const bytes = await readFile(file.pathBytes ? Buffer.from(file.pathBytes) : file.path);
      if (bytes.length === 0) return failed('unreadable-image', `${file.path} is empty.`, 'No.');
      const hash = createHash('sha256').update(bytes).digest('hex');
      fillFrom(hash, into);
      return ok({ hash, width, height, format: 'bytes', sizeBytes: bytes.length });
    },
  };
}

function fillFrom(hash: string, into: Uint8Array): void {
  let state = Number.parseInt(hash.slice(0, 8), 16);
  for (let i = 0; i < into.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    into[i] = state >>> 24;
  }
}

async function openHooked(request: ProgramRequest, threads: number): Promise<Result<Model>> {
  if (request.name === 'crash on open') process.kill(process.pid, 'SIGKILL');
  const opened = await openModel(request, threads);
  if (!opened.ok) return opened;
  const model = opened.value;
  return ok({
    ...model,
    run(inputs) {
      if (env['GROOD_TEST_CRASH_ON_RUN'] !== undefined) process.kill(process.pid, 'SIGKILL');
      block(Number(env['GROOD_TEST_RUN_MS'] ?? 0));
      return model.run(inputs);
    },
  });
}

const tasks = {
  double: (values: Float64Array) => values.map((value) => 2 * value),
  throw: () => {
    throw new RangeError('shapes differ');
  },
  spin: (ms: number) => block(ms),
  die: () => process.kill(process.pid, 'SIGKILL'),
};

const parts: EngineParts = { createDecoder, openModel: openHooked, tasks };
runEngine(parts);
