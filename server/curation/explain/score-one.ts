import { stat } from 'node:fs/promises';
import { fileTrouble } from '../../io/file-trouble.ts';
import type { OpenDetector } from '../../pipeline/open-detector.ts';
import { stopped } from '../../pipeline/run-stopped.ts';
import { type ScoredRow, type Source, scoreFiles } from '../../pipeline/score-files.ts';
import { failed, ok, type Result } from '../../protocol/failure.ts';
import type { Store } from '../../store/store.ts';

/** Scores one image that is in no run; a stored result of the same content is taken. */
export async function scoreOne(
  path: string,
  parts: { readonly detector: OpenDetector; readonly store: Store },
  signal?: AbortSignal,
): Promise<Result<ScoredRow>> {
  const stats = await stat(path).catch((error: unknown) => fileTrouble(error));
  if ('what' in stats) return failed('unreadable-image', `${path} ${stats.what}.`, stats.hint);
  const { size: sizeBytes, mtimeMs } = stats;
  async function* one(): AsyncGenerator<Source> {
    yield { path, shownPath: path, sizeBytes, mtimeMs };
  }
  return stopped(async () => {
    for await (const rows of scoreFiles(one(), { ...parts, signal })) {
      const [row] = rows;
      if (row !== undefined) return ok(row);
    }
    return failed('no-images', `${path} was not scored.`, 'Try it again.');
  }, signal);
}
