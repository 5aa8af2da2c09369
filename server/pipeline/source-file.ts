import type { EngineFile } from '../engine/messages.ts';
import { hashFile } from '../io/content-hash.ts';
import type { FileRow, KnownContent, Store } from '../store/store.ts';

/** A file that a walk found. */
export interface SourceFile {
  /** Absolute; with replacement characters where the name is not UTF-8. */
  readonly path: string;
  /** As the caller named it; what people read. */
  readonly shownPath: string;
  readonly pathBytes?: Uint8Array;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

export function engineFile(file: SourceFile): EngineFile {
  return file.pathBytes === undefined
    ? { path: file.path }
    : { path: file.path, pathBytes: file.pathBytes };
}

export function storeKey(file: SourceFile): string | Buffer {
  return file.pathBytes === undefined ? file.path : Buffer.from(file.pathBytes);
}

/** What tells later whether the file has changed. */
export function placeOf(file: SourceFile): Pick<FileRow, 'path' | 'sizeBytes' | 'mtimeMs'> {
  const { sizeBytes, mtimeMs } = file;
  return { path: storeKey(file), sizeBytes, mtimeMs };
}

/**
 * The content of a file that needs no decoding: unchanged since it was last seen, or a copy of
 * something seen. Null where only decoding can tell.
 */
export async function knownHash(file: SourceFile, store: Store): Promise<string | null> {
  const known: KnownContent | null = store.hashOf(storeKey(file), file.sizeBytes, file.mtimeMs);
  if (known !== null) return known.hash;
  if (!store.hasContentOfSize(file.sizeBytes)) return null;
  const hashed = await hashFile(storeKey(file));
  if (!hashed.ok) return null;
  const content = store.contentOf(hashed.value, file.sizeBytes);
  // From now on it is known by its path too, and need not even be opened.
  if (content !== null) store.putFiles([{ ...content, ...placeOf(file) }]);
  return hashed.value;
}
