import { isMainThread } from 'node:worker_threads';
import { serveDecoding } from './decoding-thread.ts';
import type { EngineParts } from './engine-parts.ts';
import { serveInference } from './inference-thread.ts';

/**
 * The engine process. Inference stops the event loop of its thread, so it has a thread of its own:
 * meanwhile the main thread goes on feeding the decoder, and hears a cancel or the parent's end.
 * Both threads start from the same module, so that a bundle is one file.
 */
export function runEngine(parts: EngineParts): void {
  if (isMainThread) serveDecoding(parts);
  else serveInference(parts);
}
