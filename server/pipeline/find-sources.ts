import { existsSync } from 'node:fs';
import type { Expanded } from '../io/expand-inputs.ts';
import { expandInputs } from '../io/expand-inputs.ts';
import { hasExtension, imageExtensions } from '../io/image-format.ts';
import { createPathFilter } from '../io/path-filter.ts';
import { readFileList } from '../io/read-file-list.ts';
import type { Result } from '../protocol/failure.ts';
import { failed, ok } from '../protocol/failure.ts';
import type { ScoreOptions } from './options.ts';
import type { Source } from './score-files.ts';

/** The files that a caller names, walks and lists, as they are found. */
export function findSources(
  options: Pick<ScoreOptions, 'inputs' | 'filesFrom' | 'include' | 'exclude'>,
  signal?: AbortSignal,
): Result<AsyncIterable<Source>> {
  const { inputs, filesFrom, include, exclude } = options;
  const missing = [...inputs, ...(filesFrom === undefined || filesFrom === '-' ? [] : [filesFrom])];
  const absent = missing.find((path) => !existsSync(path));
  if (absent !== undefined) {
    return failed('usage', `${absent} does not exist.`, 'Correct the path, or leave it out.');
  }
  const walk = { include, exclude, signal };
  return ok(sources(expandInputs(named(inputs, filesFrom), walk)));
}

/**
 * How many files a run will look at, by a walk of its own: what a bar on a terminal measures
 * against. Null where that can't be known: the list comes by standard input, or it was cut short.
 */
export async function countSources(
  options: Pick<ScoreOptions, 'inputs' | 'filesFrom' | 'include' | 'exclude'>,
  signal?: AbortSignal,
): Promise<number | null> {
  const { inputs, filesFrom, include, exclude } = options;
  if (filesFrom === '-') return null;
  let count = 0;
  const walk = { include, exclude, signal };
  for await (const _ of expandInputs(named(inputs, filesFrom), walk)) count += 1;
  return signal?.aborted === true ? null : count;
}

/**
 * Whether a walk of a folder would find a file, by its path alone.
 * @param folder absolute, as are the paths; `/` between folders
 */
export function isFoundIn(
  folder: string,
  { include, exclude }: Pick<ScoreOptions, 'include' | 'exclude'>,
): (path: string) => boolean {
  const filter = createPathFilter(include, exclude);
  return (path) => {
    if (!path.startsWith(`${folder}/`) || !hasExtension(path, extensions)) return false;
    const parts = path.slice(folder.length + 1).split('/');
    if (parts.some((part) => part.startsWith('.'))) return false;
    const above = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
    return above.every((name) => filter.keepsFolder(name)) && filter.keepsFile(parts.join('/'));
  };
}

const extensions: ReadonlySet<string> = new Set(imageExtensions);

async function* named(
  inputs: readonly string[],
  filesFrom: string | undefined,
): AsyncGenerator<string | Uint8Array> {
  yield* inputs;
  if (filesFrom !== undefined) yield* readFileList(filesFrom);
}

async function* sources(found: AsyncIterable<Expanded>): AsyncGenerator<Source> {
  for await (const each of found) yield sourceOf(each);
}

function sourceOf(found: Expanded): Source {
  if (found.kind === 'file') return found;
  const { pathBytes, shownPath, message: problem } = found;
  return pathBytes === undefined ? { shownPath, problem } : { shownPath, pathBytes, problem };
}
