import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { loadModel } from '../graph/load-model.ts';

/**
 * SHA-256 (hex) over a model's file and the files beside it that hold its weights.
 * @throws {Error} if the file cannot be read: inspect the model first
 */
export async function modelContentHash(modelPath: string): Promise<string> {
  const loaded = await loadModel(modelPath);
  if (!loaded.ok) throw new Error(loaded.failure.message);
  const hash = createHash('sha256');
  for (const path of [modelPath, ...loaded.value.externalFiles]) {
    // The sidecar's name matters (the model refers to it), the model's own does not.
    if (path !== modelPath) hash.update(basename(path));
    await pipeline(createReadStream(path), hash, { end: false });
  }
  return hash.digest('hex');
}
