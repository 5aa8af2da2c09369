import type { Engine } from '../engine/engine-client.ts';
import type { BatchRows } from '../engine/messages.ts';
import type { Failure } from '../protocol/failure.ts';
import type { FeatureRow, Store } from '../store/store.ts';
import { chunkSize } from './chunk-size.ts';
import { floatRow } from './float-row.ts';
import { inChunks } from './in-chunks.ts';
import type { LazyProgram } from './lazy-program.ts';
import { RunStopped } from './run-stopped.ts';
import type { SourceFile } from './source-file.ts';
import { engineFile, knownHash, placeOf } from './source-file.ts';

/** As long as no file needed the engine, its batch size is not known. */
const FIRST_BATCH = 16;
const CHUNKS_IN_FLIGHT = 3;

export type Embedded<F extends SourceFile> =
  | {
      readonly ok: true;
      readonly file: F;
      readonly hash: string;
      /** [D] */
      readonly features: Float32Array;
      /** [K], where the backbone has them. */
      readonly logits: Float32Array | null;
      readonly reused: boolean;
    }
  | { readonly ok: false; readonly file: F; readonly failure: Failure };

/**
 * Features of files, from the store where it has them, else from the engine, in the order of the
 * files. What is computed is stored chunk by chunk.
 */
export function embedFiles<F extends SourceFile>(
  files: AsyncIterable<F> | Iterable<F>,
  parts: {
    readonly engine: Engine;
    readonly program: LazyProgram;
    readonly backboneId: string;
    readonly store: Store;
    readonly signal?: AbortSignal | undefined;
  },
): AsyncGenerator<readonly Embedded<F>[]> {
  return inChunks(
    files,
    { size: () => chunkSize(parts.program.batchSize ?? FIRST_BATCH), inFlight: CHUNKS_IN_FLIGHT },
    async (chunk) => {
      parts.signal?.throwIfAborted();
      const hashes = await Promise.all(chunk.map((file) => knownHash(file, parts.store)));
      const wanted = hashes.filter((hash) => hash !== null);
      const stored = parts.store.featuresFor(wanted, parts.backboneId);
      const missing = chunk.filter((_, index) => !stored.has(hashes[index] ?? ''));
      const computed = await compute(missing, parts);
      return chunk.map((file, index): Embedded<F> => {
        const fresh = computed.get(file);
        if (fresh !== undefined) return fresh;
        const hash = hashes[index]!;
        return { ok: true, file, hash, ...stored.get(hash)!, reused: true };
      });
    },
  );
}

async function compute<F extends SourceFile>(
  files: readonly F[],
  parts: Parameters<typeof embedFiles>[1],
): Promise<Map<F, Embedded<F>>> {
  if (files.length === 0) return new Map();
  const { id } = await parts.program.open();
  const rows = await parts.engine.run(id, files.map(engineFile), parts.signal);
  if (!rows.ok) throw new RunStopped(rows.failure);
  const embedded = files.map((file, index) => embeddedRow(file, rows.value, index));
  keep(files, rows.value, embedded, parts);
  return new Map(files.map((file, index) => [file, embedded[index]!]));
}

function embeddedRow<F extends SourceFile>(file: F, rows: BatchRows, index: number): Embedded<F> {
  const outcome = rows.files[index]!;
  if (!outcome.ok) return { ok: false, file, failure: outcome.failure };
  const logits = rows.outputs['logits'];
  return {
    ok: true,
    file,
    hash: outcome.value.hash,
    features: floatRow(rows.outputs['features']!, index),
    logits: logits === undefined ? null : floatRow(logits, index),
    reused: false,
  };
}

function keep<F extends SourceFile>(
  files: readonly F[],
  rows: BatchRows,
  embedded: readonly Embedded<F>[],
  parts: { readonly store: Store; readonly backboneId: string },
): void {
  const features: FeatureRow[] = embedded.filter((row) => row.ok);
  parts.store.write(() => {
    parts.store.putFeatures(parts.backboneId, features);
    parts.store.putFiles(decodedFileRows(files, rows));
  });
}

/** What to remember of the files that could be decoded. */
export function decodedFileRows(
  files: readonly SourceFile[],
  rows: BatchRows,
): Parameters<Store['putFiles']>[0] {
  return files.flatMap((file, index) => {
    const outcome = rows.files[index]!;
    if (!outcome.ok) return [];
    const { hash, width, height, format } = outcome.value;
    return [{ ...placeOf(file), hash, width, height, format }];
  });
}
